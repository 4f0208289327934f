package dev.weft.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("slow")
class LoadTest {
  private static final int CLIENTS = 1_000;

  // Not so much more than the budget that the service has when nobody chooses another one.
  @RegisterExtension static final Service SERVICE = Service.withPartTimeout(ofSeconds(5));

  @Test
  void thousandDashboardsAtOnce_allSucceed_andNoneIsDegraded() throws Exception {
    JsonMapper json = new JsonMapper();
    CountDownLatch connected = new CountDownLatch(CLIENTS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<RawClient.Answer>> answers = new ArrayList<>();
      // Nobody is served before all are there.
      try (var _ = SERVICE.database().lock("users")) {
        for (int i = 0; i < CLIENTS; i++) {
          String path = "/api/users/%d/dashboard".formatted(1 + i % SharedPostgres.USERS);
          answers.add(
              threads.submit(() -> {
                try (RawClient client = new RawClient(SERVICE.port())) {
                  connected.countDown();
                  connected.await();
                  client.get(path);
                  return client.answer();
                }
              }));
        }
        Await.until(
            "all are there", ofSeconds(10), () -> SERVICE.server().activeRequests() == CLIENTS);
      }
      for (int i = 0; i < CLIENTS; i++) {
        RawClient.Answer answer = answers.get(i).get();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode dashboard = json.readTree(answer.body());
        assertThat(dashboard.get("degraded")).as(answer.body()).isEmpty();
        assertThat(dashboard.get("user").get("id").asInt()).isEqualTo(1 + i % SharedPostgres.USERS);
      }
    }
    assertThat(SERVICE.metric("dashboard_degraded_total")).isZero();
  }
}
