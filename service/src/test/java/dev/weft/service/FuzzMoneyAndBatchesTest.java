package dev.weft.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/// Ten thousand requests, many of them malformed, to everything that takes money or work. Another
/// seed is tried with `-Dweft.fuzz.seed=…`.
@Tag("slow")
class FuzzMoneyAndBatchesTest {
  private static final long SEED = Long.getLong("weft.fuzz.seed", 20_260_101);
  private static final int CLIENTS = 20;
  private static final int REQUESTS = 10_000;
  private static final Duration LONGEST = ofSeconds(18);

  @RegisterExtension static final Service SERVICE = Service.withRequestTimeout(ofSeconds(3));

  private final Map<Integer, Integer> seen = new ConcurrentSkipListMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Set<Long> made = ConcurrentHashMap.newKeySet();

  @Test
  void whateverIsSent_isAnswered_andMoneyMovesByValidTransfersOnly() throws Exception {
    List<String> sum = Money.sum(SERVICE.database());
    List<String> before = Money.beforeAllTransfers(SERVICE.database());
    try (var log = new LogCapture()) {
      sendAll();
      assertThat(log.records())
          .filteredOn(line -> line.getLevel().intValue() >= Level.SEVERE.intValue())
          .extracting(line -> line.getMessage() + ": " + line.getThrown())
          .isEmpty();
    }
    assertThat(wrong).as("what was not as it has to be").isEmpty();
    // It would prove nothing if every request failed in the same place.
    assertThat(seen).as("answers by status").containsKeys(200, 201, 202, 400, 404, 405, 415, 422);
    assertThat(Money.sum(SERVICE.database())).isEqualTo(sum);
    assertThat(Money.beforeAllTransfers(SERVICE.database())).isEqualTo(before);
    assertThat(SERVICE.database().query("select id from transfers"))
        .containsAll(made.stream().map(String::valueOf).toList());
    assertThat(
            SERVICE
                .database()
                .query(
                    "select key from transfer_requests where key = '%s'"
                        .formatted(FuzzFraming.SMUGGLED)))
        .isEmpty();
    isWell();
  }

  private void sendAll() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        int number = client;
        clients.add(threads.submit(() -> send(number)));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    }
  }

  private boolean send(int client) {
    var requests = new FuzzRequests(SEED, client);
    for (int n = 0; n < REQUESTS / CLIENTS; n++) {
      String request = requests.next();
      String about =
          "request %d of client %d, seed %d: ".formatted(n, client, SEED) + shown(request);
      long begun = System.nanoTime();
      try {
        note(answer(request, about), about);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(about).isLessThan(LONGEST);
      } catch (AssertionError e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
    }
    return true;
  }

  private void note(RawClient.Answer answer, String about) {
    seen.merge(answer.status(), 1, Integer::sum);
    check(answer, about);
    if (answer.status() == 201) {
      made.add(new JsonMapper().readTree(answer.body()).get("id").longValue());
    }
  }

  private static RawClient.Answer answer(String request, String about) {
    try (var client = new RawClient(SERVICE.port())) {
      client.send(request);
      RawClient.Answer answer = client.answer();
      return answer.status() == 100 ? client.answer() : answer;
    } catch (IOException e) {
      throw new AssertionError("no answer (" + e.getMessage() + ") to " + about, e);
    }
  }

  private static void check(RawClient.Answer answer, String about) {
    assertThat(answer.status()).as(about).isNotEqualTo(500).isBetween(200, 599);
    assertThat(answer.headers()).as(about).doesNotContainKey("x-evil");
    if (answer.status() >= 400) {
      Problem.check(answer);
    }
  }

  private static String shown(String request) {
    return request.length() > 800 ? request.substring(0, 800) + "…" : request;
  }

  private static void isWell() throws Exception {
    SERVICE.database().execute("update batches set state = 'cancelled' where state = 'running'");
    assertThat(SERVICE.dashboard(1).get("degraded")).isEmpty();
    assertThat(SERVICE.get("/readyz").statusCode()).isEqualTo(200);
    Await.until("no request is left", ofSeconds(30), () -> SERVICE.server().activeRequests() == 0);
    Await.until("no connection is held", ofSeconds(30), () -> SERVICE.pool().usage().active() == 0);
  }
}
