package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What is known of a batch while an item of it takes long.
class BatchProgressTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final CountDownLatch SLOW_ENDS = new CountDownLatch(1);
  private static final AtomicBoolean BROKEN = new AtomicBoolean(true);

  @RegisterExtension
  private static final Service SERVICE =
      Service.patient()
          .withWork((_, item) -> {
            if (item.equals("slow")) {
              SLOW_ENDS.await();
            }
            if (item.equals("broken") && BROKEN.getAndSet(false)) {
              throw new LinkageError("a bug");
            }
            return item;
          });

  @Test
  void slowItem_doesNotKeepTheFinishedOnesFromBeingWrittenDown() throws Exception {
    String batch = newBatch("[\"slow\",\"a\",\"b\",\"c\",\"d\"]");
    try {
      Await.until("the others are done", SOON, () -> get(batch).get("done").intValue() == 4);
      assertThat(get(batch).get("inFlight").intValue()).isEqualTo(1);
      assertThat(get(batch + "/results").get("results").size()).isEqualTo(4);
    } finally {
      SLOW_ENDS.countDown();
    }
    Await.until("it has ended", SOON, () -> get(batch).has("endedAt"));
    assertThat(get(batch).get("state").stringValue()).isEqualTo("done");
    assertThat(get(batch).get("done").intValue()).isEqualTo(5);
  }

  @Test
  void errorOfAnItem_isTold_andTheBatchIsTriedAgain() throws Exception {
    try (var log = new LogCapture("dev.weft.service.batch")) {
      String batch = newBatch("[\"a\",\"broken\",\"b\"]");
      Await.until("it has ended", SOON, () -> get(batch).has("endedAt"));
      assertThat(get(batch).get("done").intValue()).isEqualTo(3);
      assertThat(log.messages())
          .filteredOn(line -> line.contains("is tried again"))
          .singleElement()
          .asString()
          .contains("LinkageError: a bug");
    }
  }

  private static String newBatch(String items) throws Exception {
    HttpResponse<String> created =
        Service.send(
            SERVICE
                .request("/api/batches")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"kind\":\"digest\",\"concurrency\":5,\"items\":" + items + "}"))
                .build());
    return created.headers().firstValue("Location").orElseThrow();
  }

  private static JsonNode get(String path) throws Exception {
    return Service.json(SERVICE.get(path));
  }
}
