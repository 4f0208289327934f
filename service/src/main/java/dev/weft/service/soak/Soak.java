package dev.weft.service.soak;

import dev.weft.TaskGroup;
import dev.weft.TaskTree;
import dev.weft.http.HttpServer;
import dev.weft.service.batch.Batches;
import dev.weft.service.database.Database;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// A service under load for a long time. Now and then the clients stand still, and what the service
/// holds then is looked at: it should be the same each time.
public final class Soak {
  private static final Duration QUIET_BOUND = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 50;
  private static final int COLLECTIONS = 3;

  private final HttpServer server;
  private final Database database;
  private final Batches batches;
  private final int users;
  private final int clients;

  /// @param server a service in this process
  /// @param database its database
  /// @param batches its batches
  /// @param users how many users it has
  /// @param clients how many clients ask at a time
  public Soak(HttpServer server, Database database, Batches batches, int users, int clients) {
    this.server = server;
    this.database = database;
    this.batches = batches;
    this.users = users;
    this.clients = clients;
  }

  /// Runs the load.
  ///
  /// @param duration for how long
  /// @param samples how often to look
  /// @param lines hears of each sample
  /// @throws InterruptedException if it is cancelled
  public Verdict run(Duration duration, int samples, Consumer<String> lines)
      throws InterruptedException {
    lines.accept(Sample.HEADER);
    var moving = new Semaphore(clients, true);
    long begun = System.nanoTime();
    try (var load = new Load(server.port(), users)) {
      return TaskGroup.run(
          "soak",
          group -> {
            for (int i = 0; i < clients; i++) {
              group.startBackground("client", () -> client(load, moving));
            }
            List<Sample> seen = new ArrayList<>();
            for (int i = 0; i < samples; i++) {
              Thread.sleep(duration.dividedBy(samples));
              moving.acquire(clients);
              try {
                seen.add(sample(Duration.ofNanos(System.nanoTime() - begun), load));
              } finally {
                moving.release(clients);
              }
              lines.accept(seen.getLast().toString());
            }
            return Verdict.of(seen).withRefusals(load.refusals(), load.requests());
          });
    }
  }

  private static boolean client(Load load, Semaphore moving) throws InterruptedException {
    while (true) {
      moving.acquire();
      try {
        load.ask();
      } finally {
        moving.release();
      }
    }
  }

  private Sample sample(Duration at, Load load) throws InterruptedException {
    awaitQuiet();
    BigDecimal money = sumOfBalances();
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    // Whoever looks for new batches once a second has had a connection meanwhile, or has one now.
    awaitQuiet();
    return new Sample(
        at,
        load.requests(),
        load.failures(),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        database.usage().active(),
        server.activeRequests(),
        tasks(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        money);
  }

  private void awaitQuiet() throws InterruptedException {
    long end = System.nanoTime() + QUIET_BOUND.toNanos();
    while (System.nanoTime() < end
        && (server.activeRequests() > 0
            || batches.running() > 0
            || database.usage().active() > 0)) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private BigDecimal sumOfBalances() {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet sum = statement.executeQuery("select sum(balance) from accounts")) {
      sum.next();
      return sum.getBigDecimal(1);
    } catch (SQLException e) {
      throw new IllegalStateException("the balances cannot be read", e);
    }
  }

  private static int tasks() {
    return TaskTree.snapshot().nodes().size();
  }
}
