package dev.weft.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.service.database.EmbeddedServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `weft serve` as a process: how it starts, and all the ways in which it ends.
@Tag("slow")
class LifeCycleTest {
  /// For what takes no time by itself, on a machine that does a lot else.
  private static final Duration SOON = ofSeconds(30);

  @RegisterExtension static final Programs PROGRAMS = new Programs();

  @TempDir static Path data;

  @BeforeAll
  static void load() throws Exception {
    PROGRAMS.lendTo(data);
    try (EmbeddedServer server = EmbeddedServer.open(data)) {
      SharedPostgres.load(server.jdbcUrl());
    }
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    assertThat(ServeProcess.postgres(data)).isEmpty();
  }

  @Test
  void start_tellsWhereTheDatabaseAndTheServiceAre_andSigintEndsIt() throws Exception {
    try (ServeProcess serve = ServeProcess.start(data)) {
      int port = serve.awaitPort();
      assertThat(serve.out()).hasSize(3);
      assertThat(serve.out().get(1)).matches("sample upstream http://127\\.0\\.0\\.1:[0-9]+");
      assertThat(serve.out().get(2)).isEqualTo("listening on http://127.0.0.1:" + port);
      assertThat(serve.out().getFirst())
          .matches("database jdbc:postgresql://127\\.0\\.0\\.1:[0-9]+/postgres\\?user=postgres");
      assertThat(serve.database().number("select count(*) from users"))
          .isEqualTo(SharedPostgres.USERS);
      assertThat(get(port, "/api/users/1/dashboard").status()).isEqualTo(200);
      ProcessHandle postgres = ServeProcess.postgres(data).orElseThrow();

      serve.sigint();
      assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
      assertThat(postgres.isAlive()).isFalse();
      assertThat(serve.err()).noneMatch(line -> line.contains("\tat "));
    }
  }

  @Test
  void sigterm_letsARunningRequestEnd() throws Exception {
    try (ServeProcess serve = ServeProcess.start(data, "--part-timeout", "6s")) {
      int port = serve.awaitPort();
      try (RawClient client = new RawClient(port);
          RawClient idle = new RawClient(port);
          var _ = serve.database().lock("notifications")) {
        idle.get("/healthz");
        assertThat(idle.answer().status()).isEqualTo(200);
        client.get("/api/users/1/dashboard");
        awaitStatements(serve);
        serve.sigterm();
        Await.until("no new client is accepted", SOON, () -> isRefused(port));
        idle.get("/readyz");
        RawClient.Answer readiness = idle.answer();
        assertThat(readiness.status()).isEqualTo(503);
        assertThat(readiness.body()).isEqualTo("{\"status\":\"draining\"}");
        assertThat(readiness.header("connection")).isEqualTo("close");

        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).endsWith("\"degraded\":[\"notifications\"]}");
        assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
      }
    }
  }

  @Test
  void requestThatOutlastsTheDrain_isCut() throws Exception {
    try (ServeProcess serve = ServeProcess.start(data, "--drain-timeout", "1s")) {
      int port = serve.awaitPort();
      try (RawClient client = new RawClient(port);
          var _ = serve.database().lock("users")) {
        client.get("/api/users/1/dashboard");
        awaitStatements(serve);
        serve.sigterm();
        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(503);
        Problem.check(answer);
        assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
        assertThat(serve.err()).anyMatch(line -> line.contains("1 did not in time"));
      }
    }
  }

  @Test
  void whatWasCut_isSummedUp() throws Exception {
    try (ServeProcess serve =
        ServeProcess.start(data, "--drain-timeout", "5s", "--upstream-delay", "6s")) {
      int port = serve.awaitPort();
      newBatch(port);
      String cancelled = newBatch(port);
      assertThat(
              RawClient.ask(port, "DELETE %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(cancelled))
                  .status())
          .isEqualTo(200);
      try (RawClient first = new RawClient(port);
          RawClient second = new RawClient(port);
          var _ = serve.database().lock("users")) {
        try (var _ = serve.database().lock("accounts")) {
          first.get("/api/users/1/dashboard");
          second.get("/api/accounts/1");
          Await.until("both read", SOON, () -> serve.database().waitingForLocks() >= 2);
          serve.sigterm();
          Await.until("it drains", SOON, () -> isRefused(port));
        }
        assertThat(second.answer().status()).isEqualTo(200);
        assertThat(first.answer().status()).isEqualTo(503);
        assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
      }
      assertThat(serve.err())
          .anyMatch(line -> line.contains("1 did not in time and were cancelled"))
          .filteredOn(line -> line.contains(" broken off after "))
          .hasSize(2);
      assertThat(serve.err().getLast())
          .endsWith(
              "stopped: 1 request finished, 1 cut; 1 batch broken off, which goes on after the next start");
    }
    EmbeddedServer.open(data).close();
  }

  /// A batch that lasts, and is worked on when this returns.
  private static String newBatch(int port) throws Exception {
    String body = "{\"kind\":\"upstream\",\"concurrency\":1,\"items\":[\"a\",\"b\",\"c\",\"d\"]}";
    RawClient.Answer answer =
        RawClient.ask(
            port,
            "POST /api/batches HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body));
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    String batch = answer.header("location");
    Await.until("it is worked on", SOON, () -> get(port, batch).body().contains("\"inFlight\":1"));
    return batch;
  }

  @Test
  void secondSignal_endsItAtOnce_andTheNextStartTidiesUp() throws Exception {
    try (ServeProcess serve = ServeProcess.start(data, "--drain-timeout", "60s")) {
      int port = serve.awaitPort();
      try (RawClient client = new RawClient(port);
          var _ = serve.database().lock("users")) {
        client.get("/api/users/1/dashboard");
        awaitStatements(serve);
        serve.sigterm();
        Await.until(
            "it drains",
            SOON,
            () -> serve.err().stream().anyMatch(line -> line.contains("stopping: ")));
        serve.sigterm();
        assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isEqualTo(128 + 15);
      }
    }
    EmbeddedServer.open(data).close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void postgresThatDoesNotStop_isEnded(boolean postmasterToo) throws Exception {
    try (ServeProcess serve = ServeProcess.start(data)) {
      serve.awaitPort();
      ProcessHandle postmaster = ServeProcess.postgres(data).orElseThrow();
      for (ProcessHandle child : postmaster.children().toList()) {
        Path program = Path.of("/proc", Long.toString(child.pid()), "cmdline");
        if (Files.readString(program).contains("io worker")) {
          ServeProcess.signal("STOP", child);
        }
      }
      if (postmasterToo) {
        ServeProcess.signal("STOP", postmaster);
      }
      serve.sigterm();
      assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
      assertThat(serve.err()).noneMatch(line -> line.contains("\tat "));
      assertThat(postmaster.isAlive()).isFalse();
    }
    try (EmbeddedServer server = EmbeddedServer.open(data)) {
      TestDatabase database = new TestDatabase(server.jdbcUrl());
      assertThat(database.number("select count(*) from accounts")).isEqualTo(SharedPostgres.USERS);
    }
  }

  @Test
  void killed_itStartsAgainWithAllItsData() throws Exception {
    try (ServeProcess serve = ServeProcess.start(data)) {
      serve.awaitPort();
      serve
          .database()
          .execute("insert into users (id, name, email) values (7000, 'Kept', 'kept@example.org')");
      serve.sigkill();
    }
    try (ServeProcess serve = ServeProcess.start(data)) {
      int port = serve.awaitPort();
      assertThat(get(port, "/api/users/7000/dashboard").body()).contains("\"name\":\"Kept\"");
      assertThat(get(port, "/api/users/1/dashboard").status()).isEqualTo(200);
      serve.sigterm();
      assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
    }
  }

  @Test
  void sigtermWhileItLoads_endsIt_andTheNextStartLoadsFromTheBeginning(@TempDir Path empty)
      throws Exception {
    PROGRAMS.lendTo(empty);
    try (ServeProcess serve = ServeProcess.start(empty, "--users", "20000")) {
      serve.awaitLine("loading ");
      serve.sigterm();
      assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
      assertThat(serve.out()).noneMatch(line -> line.startsWith("listening"));
      assertThat(serve.err()).noneMatch(line -> line.contains("\tat "));
      assertThat(ServeProcess.postgres(empty)).isEmpty();
    }
    try (ServeProcess serve = ServeProcess.start(empty, "--users", "50")) {
      int port = serve.awaitPort();
      assertThat(serve.database().number("select count(*) from users")).isEqualTo(50);
      assertThat(get(port, "/api/users/50/dashboard").status()).isEqualTo(200);
      assertThat(get(port, "/api/users/51/dashboard").status()).isEqualTo(404);
      serve.sigterm();
      assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres.unfinished", "postgres/postmaster.pid", "postgres/base/5"})
  void sigtermWhileItStarts_endsIt(String stage, @TempDir Path empty) throws Exception {
    PROGRAMS.lendTo(empty);
    try (ServeProcess serve = ServeProcess.start(empty, "--users", "50")) {
      Await.until("its " + stage, ofSeconds(60), () -> Files.exists(empty.resolve(stage)));
      serve.sigterm();
      assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
      assertThat(serve.err()).noneMatch(line -> line.contains("\tat "));
      assertThat(serve.err()).noneMatch(line -> line.startsWith("weft serve: "));
      Await.until("PostgreSQL has ended", SOON, () -> ServeProcess.postgres(empty).isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lock table flyway_schema_history in access exclusive mode", // the look at the version
        "create table if not exists flyway_schema_history (id int)", // the migration
        "lock table users in access exclusive mode" // the look at the data
      })
  void sigtermWhileTheStartWaitsForTheDatabase_endsIt(String obstacle) throws Exception {
    TestDatabase database = PROGRAMS.newDatabase();
    if (obstacle.startsWith("create")) {
      database.execute("drop schema public cascade; create schema public");
    }
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(obstacle);
      try (ServeProcess serve = ServeProcess.start(data, "--database-url", database.url())) {
        Await.until("it waits", ofSeconds(60), () -> database.waitingForLocks() > 0);
        serve.sigterm();
        assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
        assertThat(serve.err()).noneMatch(line -> line.startsWith("weft serve: "));
      }
      Await.until("nothing is left there", SOON, () -> database.activeStatements() == 0);
    }
  }

  @Test
  void fromTheModulePath_everythingIsFound(@TempDir Path empty) throws Exception {
    // So that the first dashboard, for which all the classes are loaded, is complete.
    String[] arguments = {
      "--port", "0", "--users", "5", "--part-timeout", "14s", "--data", empty.toString()
    };
    try (ServeProcess serve = ServeProcess.runAsModule(arguments)) {
      int port = serve.awaitPort();
      assertThat(get(port, "/api/users/1/dashboard").body()).endsWith("\"degraded\":[]}");
      for (String path : List.of("/", "/api/users/1/profile", "/metrics", "/readyz")) {
        assertThat(get(port, path).status()).as(path).isEqualTo(200);
      }
      assertThat(get(port, "/api/users/6/dashboard").status()).isEqualTo(404);
      serve.sigterm();
      assertThat(serve.awaitEnd(SOON)).as(serve.toString()).isZero();
      assertThat(serve.err()).noneMatch(line -> line.contains("\tat "));
    }
  }

  @Test
  void takenPort_isOneClearLine() throws Exception {
    try (ServerSocket owner = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        ServeProcess serve =
            ServeProcess.start(data, "--port", Integer.toString(owner.getLocalPort()))) {
      assertThat(serve.awaitEnd(ofSeconds(60))).isEqualTo(1);
      assertThat(serve.err())
          .containsExactly(
              "weft serve: cannot listen on 127.0.0.1:%d: Address already in use; give --host an address of this machine and --port a free port, or 0 for any"
                  .formatted(owner.getLocalPort()));
    }
  }

  @Test
  void takenData_isOneClearLine_andItsOwnerGoesOn() throws Exception {
    try (ServeProcess owner = ServeProcess.start(data)) {
      int port = owner.awaitPort();
      try (ServeProcess second = ServeProcess.start(data)) {
        assertThat(second.awaitEnd(ofSeconds(60))).isEqualTo(1);
        assertThat(second.out()).isEmpty();
        assertThat(second.err())
            .singleElement()
            .asString()
            .startsWith("weft serve: the data directory " + data + " is in use");
      }
      assertThat(get(port, "/api/users/1/dashboard").status()).isEqualTo(200);
      owner.sigterm();
      assertThat(owner.awaitEnd(SOON)).isZero();
    }
  }

  private static RawClient.Answer get(int port, String path) throws Exception {
    return RawClient.ask(port, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(path));
  }

  private static boolean isRefused(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    }
  }

  private static void awaitStatements(ServeProcess serve) throws Exception {
    TestDatabase database = serve.database();
    Await.until("the request reads", SOON, () -> database.waitingForLocks() > 0);
  }
}
