package dev.weft.lessons.world;

import dev.weft.service.database.Database;
import dev.weft.service.database.DatabaseException;
import dev.weft.service.database.DatabaseOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// The PostgreSQL of this JVM: in a temporary folder, from the first lesson that needs it to the
/// end of the JVM.
final class SharedDatabase {
  private static final System.Logger LOG = System.getLogger("dev.weft.lessons");

  /// What pools and migrations say is no part of a lesson. Kept here, or they would be forgotten.
  private static final Logger[] CHATTERERS = {
    Logger.getLogger("com.zaxxer.hikari"), Logger.getLogger("org.flywaydb")
  };

  private static final FutureTask<Database> OPENED = new FutureTask<>(SharedDatabase::open);

  // Beside the event loop of the lesson, which it would hold up.
  private static final Thread STARTER =
      Thread.ofPlatform().daemon().name("lessons-database").unstarted(OPENED);
  private static final AtomicBoolean STARTED = new AtomicBoolean();
  private static final Duration LONGEST_END = Duration.ofSeconds(15);

  static {
    for (Logger chatterer : CHATTERERS) {
      chatterer.setLevel(java.util.logging.Level.OFF);
    }
  }

  private SharedDatabase() {}

  /// Where it is; starts it first.
  static String url() throws SQLException, InterruptedException {
    if (STARTED.compareAndSet(false, true)) {
      STARTER.start();
    }
    try {
      return OPENED.get().jdbcUrl();
    } catch (ExecutionException e) {
      throw new SQLException("the lessons have no database", e.getCause());
    }
  }

  private static Database open() throws IOException, DatabaseException, InterruptedException {
    Path folder = Files.createTempDirectory("weft-lessons");
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> close(folder)));
    return Database.openEmbedded(folder, DatabaseOptions.standard().withPoolSize(1));
  }

  private static void close(Path folder) {
    try {
      // A start that is under way is broken off, and leaves nothing running.
      STARTER.interrupt();
      if (STARTER.join(LONGEST_END) && OPENED.state() == Future.State.SUCCESS) {
        OPENED.resultNow().close();
      }
    } catch (DatabaseException | InterruptedException e) {
      LOG.log(Level.WARNING, "the database of the lessons did not stop", e);
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the folder " + folder + " could not be deleted", e);
    }
  }
}
