package dev.weft.service.database;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("slow")
class AvailabilityTest {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private static final DatabaseOptions OPTIONS = DatabaseOptions.standard();
  private static final Duration SOON = ofSeconds(30);

  @Test
  void stoppedServer_failsRequestsAtOnce_andIsFoundAgainWhenItIsBack() throws Exception {
    Path home = SHARED.newHome();
    EmbeddedServer first = EmbeddedServer.open(home);
    try (Database database = Database.openUrl(first.jdbcUrl(), OPTIONS)) {
      database.dataSource().getConnection().close();

      first.close();
      Await.until("away", SOON, () -> !database.available());
      long begun = System.nanoTime();
      assertThatThrownBy(() -> database.dataSource().getConnection())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessageStartingWith("the database is away: ");
      assertThat(System.nanoTime() - begun).isLessThan(Database.QUEUE_BOUND.dividedBy(2).toNanos());

      try (EmbeddedServer second = EmbeddedServer.open(home)) {
        assertThat(second.port()).isEqualTo(first.port());
        Await.until("back", SOON, () -> answers(database));
      }
    } finally {
      first.close();
    }
  }

  private static boolean answers(Database database) {
    try (Connection connection = database.dataSource().getConnection()) {
      return connection.createStatement().execute("select 1");
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void stoppedServer_tellsThoseWhoQueue() throws Exception {
    EmbeddedServer server = EmbeddedServer.open(SHARED.newHome());
    try (Database database = Database.openUrl(server.jdbcUrl(), OPTIONS.withPoolSize(1));
        Connection _ = database.dataSource().getConnection();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Throwable> queueing =
          threads.submit(() -> catchThrowable(() -> database.dataSource().getConnection()));
      Await.until("in the queue", SOON, () -> database.usage().waiting() == 1);
      server.close();
      assertThat(queueing.get(30, TimeUnit.SECONDS))
          .hasMessageStartingWith("the database is away: ");
    }
  }

  @Test
  void thousandRequestsInTheQueue_areNoAbsence() throws Exception {
    try (Database database = Database.openUrl(SHARED.newDatabase(), OPTIONS.withPoolSize(10));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean everAway = new AtomicBoolean();
      List<Future<Boolean>> requests = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        requests.add(
            threads.submit(() -> {
              try (Connection connection = database.dataSource().getConnection()) {
                everAway.compareAndSet(false, !database.available());
                return connection.createStatement().execute("select pg_sleep(0.005)");
              }
            }));
      }
      for (Future<Boolean> request : requests) {
        assertThat(request.get()).isTrue();
      }
      assertThat(everAway).isFalse();
      Await.until("all given back", SOON, () -> database.usage().active() == 0);
    }
  }

  @Test
  void endedConnections_areReplaced_withoutAnAbsence() throws Exception {
    String url = SHARED.newDatabase();
    try (Database database = Database.openUrl(url, OPTIONS.withPoolSize(2))) {
      Await.until("filled", SOON, () -> database.usage().idle() == 2);
      SharedServer.query(
          url,
          """
          select pg_terminate_backend(pid, 5000) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()
          """);
      Await.until("answers", SOON, () -> answers(database));
      assertThat(database.available()).isTrue();
    }
  }

  @Test
  void connectionWhoseServerIsSilent_isGivenUp_alone() throws Exception {
    DatabaseOptions options = OPTIONS.withSilenceBound(ofSeconds(1));
    try (Database database = Database.openUrl(SHARED.newDatabase(), options)) {
      try (Connection connection = database.dataSource().getConnection()) {
        assertThatThrownBy(() -> connection.createStatement().execute("select pg_sleep(20)"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      }
      assertThat(database.available()).isTrue();
      assertThat(answers(database)).isTrue();
    }
  }

  @Test
  void bugInTheDriver_doesNotEndTheMonitor() throws Exception {
    PGSimpleDataSource connector = JdbcUrl.parse(SHARED.newDatabase()).connector();
    AtomicInteger connections = new AtomicInteger();
    DataSource failsFirst =
        new DelegatingDataSource(connector) {
          @Override
          public Connection getConnection() throws SQLException {
            if (connections.getAndIncrement() == 0) {
              throw new IllegalStateException("meant by the test");
            }
            return connector.getConnection();
          }
        };
    try (Database database = Database.openUrl(SHARED.newDatabase(), OPTIONS);
        Availability availability = new Availability(failsFirst)) {
      availability.start(database.dataSource().unwrap(FailFastDataSource.class));
      Await.until("tried again", SOON, () -> connections.get() >= 2);
      assertThat(availability.available()).isTrue();
    }
  }

  @Test
  void closedDatabase_endsItsThreads() throws Exception {
    Database.openUrl(SHARED.newDatabase(), OPTIONS).close();
    Await.until(
        "monitor ended",
        SOON,
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("database")));
  }
}
