package dev.weft.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.service.database.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The service on a PostgreSQL that comes and goes.
@Tag("slow")
class AbsentDatabaseTest {
  /// Less than a request may take, or the queue for a connection.
  private static final Duration QUICK = ofSeconds(8);

  private static final Duration SOON = ofSeconds(30);

  @RegisterExtension static final Programs PROGRAMS = new Programs();

  @TempDir static Path home;
  private static EmbeddedServer server;

  private final Service service = Service.patient();
  private LogCapture log;

  @BeforeAll
  static void startDatabase() throws Exception {
    PROGRAMS.lendTo(home);
    EmbeddedServer.open(home).close();
    moveToAPortOfItsOwn(home);
    server = EmbeddedServer.open(home);
    SharedPostgres.load(server.jdbcUrl());
  }

  /// Any server that starts while ours is stopped looks for a port from the same number on, and
  /// would take ours; the port that is remembered here is far from there.
  static void moveToAPortOfItsOwn(Path home) throws IOException {
    Path settings = home.resolve("postgres/weft.conf");
    int port =
        new Random()
            .ints(20_000, 30_000)
            .filter(AbsentDatabaseTest::isFree)
            .findFirst()
            .orElseThrow();
    String moved = Files.readString(settings).replaceFirst("(?m)^port = .*$", "port = " + port);
    Files.writeString(settings, moved);
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterAll
  static void stopDatabase() throws Exception {
    server.close();
  }

  @BeforeEach
  void start() throws Exception {
    service.start(new TestDatabase(server.jdbcUrl()));
    assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(service.get("/api/users/1/dashboard").statusCode()).isEqualTo(200);
    log = new LogCapture();
  }

  @AfterEach
  void stop() throws Exception {
    service.stop();
    log.close();
  }

  @Test
  void stoppedDatabase_is503_andTheServiceRecoversByItself() throws Exception {
    for (int round = 0; round < 2; round++) {
      int port = server.port();
      server.close();
      for (String path : List.of("/api/users/1/dashboard", "/api/users/1/profile")) {
        for (int i = 0; i < 5; i++) {
          isAway(path);
        }
      }
      Await.until("not ready", SOON, () -> service.get("/readyz").statusCode() == 503);
      assertThat(service.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(service.get("/").statusCode()).isEqualTo(200);
      assertThat(service.metric("database_available ")).isZero();
      assertThat(service.get("/api/users/abc/dashboard").statusCode()).isEqualTo(400);
      double degraded = service.metric("dashboard_degraded_total");
      log.records().clear();
      allAtOnceAreAway();
      assertThat(log.messages())
          .as("a dashboard that fails as a whole is not degraded")
          .hasSize(50)
          .allMatch(line -> line.startsWith("GET /api/users/1/dashboard answered 503: "));
      assertThat(service.metric("dashboard_degraded_total")).isEqualTo(degraded);

      server = EmbeddedServer.open(home);
      assertThat(server.port()).isEqualTo(port);
      Await.until(
          "well again", SOON, () -> service.get("/api/users/1/dashboard").statusCode() == 200);
      Await.until("ready", SOON, () -> service.get("/readyz").statusCode() == 200);
      assertThat(service.dashboard(1).get("degraded")).isEmpty();
    }
  }

  private void isAway(String path) throws Exception {
    long begun = System.nanoTime();
    HttpResponse<String> answer = service.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(QUICK);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(Problem.check(answer).get("detail").asString())
        .isEqualTo("the database cannot be reached; try again soon");
  }

  private void allAtOnceAreAway() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(
            threads.submit(() -> {
              isAway("/api/users/1/dashboard");
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  @Test
  void databaseThatStopsDuringRequests_is503ForAllOfThem() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var _ = service.database().lock("users")) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(threads.submit(() -> service.get("/api/users/1/dashboard")));
      }
      Await.until("they read", ofSeconds(10), () -> service.database().waitingForLocks() >= 6);
      // Whoever has the lock must not be the first to end, or one of the others gets its rows.
      ProcessHandle holder = holderOfALock();
      ServeProcess.signal("STOP", holder);
      Future<?> closed =
          threads.submit(() -> {
            server.close();
            return null;
          });
      try {
        long stopped = System.nanoTime();
        for (Future<HttpResponse<String>> answer : answers) {
          assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(503);
          Problem.check(answer.get());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(QUICK);
      } finally {
        ServeProcess.signal("CONT", holder);
        closed.get();
      }
    }
    server = EmbeddedServer.open(home);
    Await.until(
        "well again", SOON, () -> service.get("/api/users/1/dashboard").statusCode() == 200);
  }

  private ProcessHandle holderOfALock() throws Exception {
    long pid =
        service
            .database()
            .number(
                """
                select distinct pid from pg_locks
                where granted and mode = 'AccessExclusiveLock' and relation = 'users'::regclass
                """);
    return ProcessHandle.of(pid).orElseThrow();
  }

  @Test
  void silentDatabase_is503ForAllOfThem_andIsFoundAgain() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var _ = service.database().lock("users")) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(threads.submit(() -> service.get("/api/users/1/dashboard")));
      }
      Await.until("they read", ofSeconds(10), () -> service.database().waitingForLocks() >= 6);
      List<ProcessHandle> postgres =
          ServeProcess.postgres(home).orElseThrow().descendants().toList();
      ProcessHandle postmaster = ServeProcess.postgres(home).orElseThrow();
      try {
        ServeProcess.signal("STOP", postmaster);
        for (ProcessHandle process : postgres) {
          ServeProcess.signal("STOP", process);
        }
        long stopped = System.nanoTime();
        for (Future<HttpResponse<String>> answer : answers) {
          assertThat(answer.get().statusCode()).as(answer.get().body()).isEqualTo(503);
          Problem.check(answer.get());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(ofSeconds(12));
        Await.until("none is lost", SOON, () -> service.pool().usage().active() == 0);
        isAway("/api/users/1/dashboard");
      } finally {
        for (ProcessHandle process : postgres) {
          ServeProcess.signal("CONT", process);
        }
        ServeProcess.signal("CONT", postmaster);
      }
    }
    Await.until(
        "well again", SOON, () -> service.get("/api/users/1/dashboard").statusCode() == 200);
  }

  @Test
  void terminatedConnections_areReplaced() throws Exception {
    for (int i = 0; i < 20; i++) {
      service.dashboard(1 + i);
    }
    // The pool opens them when it comes to it.
    Await.until("the pool is filled", SOON, () -> service.pool().usage().idle() >= 3);
    long ended =
        service
            .database()
            .number(
                """
                select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity
                where datname = current_database() and application_name = 'weft'
                """);
    assertThat(ended).isGreaterThanOrEqualTo(4);
    for (int i = 0; i < 20; i++) {
      assertThat(service.get("/api/users/1/dashboard").statusCode()).isIn(200, 503);
    }
    Await.until(
        "well again", SOON, () -> service.get("/api/users/1/dashboard").statusCode() == 200);
    for (int i = 0; i < 50; i++) {
      assertThat(service.dashboard(1).get("degraded")).isEmpty();
    }
  }
}
