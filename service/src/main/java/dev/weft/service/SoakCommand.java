package dev.weft.service;

import dev.weft.Application;
import dev.weft.http.HttpServer;
import dev.weft.jdbc.CancellableDataSource;
import dev.weft.service.database.DataSet;
import dev.weft.service.database.Database;
import dev.weft.service.database.DatabaseException;
import dev.weft.service.database.DatabaseOptions;
import dev.weft.service.database.ProgressBar;
import dev.weft.service.soak.Soak;
import dev.weft.service.soak.Verdict;
import dev.weft.service.upstream.SampleUpstream;
import dev.weft.service.web.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `weft soak`: the service and its load in one process, on a database of its own that is thrown
/// away.
@Command(
    name = "soak",
    description =
        "Puts the service under load for a long time and looks 60 times whether heap, connections, tasks and the sum of all balances stay as they are; exits with 1 if they do not.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class SoakCommand implements Callable<Integer> {
  /// The upstream fails now and then, and a warning for each would hide the figures.
  private static final Logger LOG = Logger.getLogger("dev.weft.service");

  private static final int SAMPLES = 60;
  private static final int UPSTREAM_RATE = 200;
  private static final int UPSTREAM_FAILURES = 2;
  private static final Duration UPSTREAM_DELAY = Duration.ofMillis(5);
  private static final Duration BUDGET = Duration.ofSeconds(15);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--duration",
      defaultValue = "60m",
      description = "for how long, without the pauses to look (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class)
  private Duration duration = Duration.ZERO;

  @Option(
      names = "--clients",
      defaultValue = "32",
      description = "how many clients ask at a time (default: ${DEFAULT-VALUE})")
  private int clients;

  @Option(
      names = "--users",
      defaultValue = "1000",
      description = "size of the data set (default: ${DEFAULT-VALUE})")
  private int users;

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (clients < 1 || clients > 1_000) {
      throw new ParameterException(
          spec.commandLine(), "--clients " + clients + " is not between 1 and 1000");
    }
    if (users < 2 || users > 100_000) {
      throw new ParameterException(
          spec.commandLine(), "--users " + users + " is not between 2 and 100000");
    }
    LOG.setLevel(Level.SEVERE);
    var verdict = new AtomicReference<@Nullable Verdict>();
    Path home = Files.createTempDirectory("weft-soak");
    try {
      Application.run(app -> verdict.set(soak(app, home)));
    } catch (DatabaseException | IllegalStateException e) {
      System.err.println("weft soak: " + e.getMessage());
      return 1;
    } finally {
      delete(home);
    }
    return tell(verdict.get());
  }

  private static int tell(@Nullable Verdict verdict) {
    if (verdict == null) {
      return 1;
    }
    verdict.complaints().forEach(complaint -> System.out.println("weft soak: " + complaint));
    System.out.println(verdict.isGood() ? "weft soak: all is flat" : "weft soak: not flat");
    return verdict.isGood() ? 0 : 1;
  }

  private Verdict soak(Application app, Path home) throws DatabaseException, InterruptedException {
    DatabaseOptions options =
        DatabaseOptions.standard()
            .withSilenceBound(BUDGET.plusSeconds(10))
            .withWrapper(CancellableDataSource::new);
    Database database = app.open("database", () -> Database.openEmbedded(home, options));
    DataSet.ofUsers(users).loadIfEmpty(database, ProgressBar.onStandardOutput());
    SampleUpstream sample =
        app.open("sample upstream", () -> SampleUpstream.start(UPSTREAM_DELAY, UPSTREAM_FAILURES));
    Backend backend = Backend.open(app, database, sample.address(), UPSTREAM_RATE);
    HttpServer server =
        app.open(
            "http server",
            () ->
                Site.start(
                    "127.0.0.1",
                    0,
                    database,
                    backend.upstream(),
                    backend.batches(),
                    BUDGET,
                    BUDGET));
    return new Soak(server, database, backend.batches(), users, clients)
        .run(duration, SAMPLES, System.out::println);
  }

  private static void delete(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
