package dev.weft.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.service.database.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class DisconnectTest {
  private static final int CLIENTS = 200;

  @RegisterExtension static final Service SERVICE = Service.patient();

  @ParameterizedTest
  @ValueSource(strings = {"notifications", "users"})
  void clientsThatHangUp_leaveNothingBehind(String slow) throws Exception {
    double disconnected = SERVICE.metric("http_server_requests_disconnected_total");
    List<RawClient> clients = new ArrayList<>();
    List<String> backends;
    try (LogCapture log = new LogCapture("dev.weft");
        var _ = SERVICE.database().lock(slow)) {
      for (int i = 0; i < CLIENTS; i++) {
        RawClient client = new RawClient(SERVICE.port());
        client.get("/api/users/%d/dashboard".formatted(1 + i));
        clients.add(client);
      }
      Await.until(
          "all are being answered",
          ofSeconds(10),
          () -> SERVICE.server().activeRequests() == CLIENTS);
      Await.until(
          "statements wait", ofSeconds(10), () -> SERVICE.database().waitingForLocks() >= 6);
      backends = backends();

      for (RawClient client : clients) {
        client.close();
      }
      Await.until(
          "no statement is left", ofSeconds(10), () -> SERVICE.database().activeStatements() == 0);
      Await.until(
          "no request is left", ofSeconds(10), () -> SERVICE.server().activeRequests() == 0);
      assertThat(log.messages()).as("clients come and go").isEmpty();
    }
    // What asks for the metrics is a request as well.
    assertThat(SERVICE.metric("http_server_requests_active ")).isEqualTo(1);
    assertThat(SERVICE.metric("http_server_requests_disconnected_total"))
        .isEqualTo(disconnected + CLIENTS);
    assertThat(SERVICE.get("/metrics").body())
        .contains("# TYPE http_server_requests_disconnected_total counter");
    Await.until(
        "all connections are given back",
        ofSeconds(10),
        () -> SERVICE.pool().usage().active() == 0);
    assertThat(SERVICE.pool().usage().waiting()).isZero();
    assertThat(backends()).as("the connections survived").containsAll(backends);

    allAnswered(100);
    wholePoolIsUsable();
  }

  @Test
  void clientThatHangsUpInTheQueue_givesItsPlaceToTheNext() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<RawClient> first = new ArrayList<>();
      Future<Integer> last;
      try (var _ = SERVICE.database().lock("users")) {
        for (int i = 0; i < 30; i++) {
          RawClient client = new RawClient(SERVICE.port());
          client.get("/api/users/1/profile");
          first.add(client);
        }
        Await.until(
            "the queue is long", ofSeconds(10), () -> SERVICE.server().activeRequests() == 30);
        last = threads.submit(() -> SERVICE.get("/api/users/1/profile").statusCode());
        Await.until("one more", ofSeconds(10), () -> SERVICE.server().activeRequests() == 31);
        for (RawClient client : first) {
          client.close();
        }
        Await.until(
            "only the last one is left",
            ofSeconds(10),
            () -> SERVICE.server().activeRequests() == 1);
        Await.until("it reads", ofSeconds(10), () -> SERVICE.database().waitingForLocks() == 1);
      }
      assertThat(last.get()).isEqualTo(200);
    }
  }

  private static List<String> backends() throws Exception {
    return SERVICE
        .database()
        .query(
            """
            select pid from pg_stat_activity
            where application_name = 'weft' and datname = current_database()
            """);
  }

  private static void allAnswered(int count) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        long id = 1L + i;
        answers.add(threads.submit(() -> SERVICE.dashboard(id).get("degraded").size()));
      }
      for (Future<Integer> degraded : answers) {
        assertThat(degraded.get()).isZero();
      }
    }
  }

  /// As many statements at once as there are connections: none of them is lost.
  private static void wholePoolIsUsable() throws Exception {
    Database.Usage usage = SERVICE.pool().usage();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      try (var _ = SERVICE.database().lock("users", "likes", "notifications", "activities")) {
        for (int i = 0; i < usage.size(); i++) {
          answers.add(threads.submit(() -> SERVICE.get("/api/users/1/dashboard").statusCode()));
        }
        Await.until(
            "every connection works",
            ofSeconds(10),
            () -> SERVICE.database().waitingForLocks() == usage.size());
      }
      for (Future<Integer> status : answers) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
  }
}
