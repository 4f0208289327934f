package dev.weft.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.service.database.EmbeddedServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Five seconds without a database, while 32 clients transfer, look and hand in batches.
@Tag("slow")
class DatabaseAwayTest {
  private static final int CLIENTS = 32;
  private static final long SEED = 20_260_101;

  @RegisterExtension static final Programs PROGRAMS = new Programs();

  @TempDir static Path home;

  private final Service service = Service.patient();
  private final Map<Integer, Integer> seen = new ConcurrentHashMap<>();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<Long> batches = new ConcurrentLinkedQueue<>();
  private volatile boolean isOver;

  @BeforeEach
  void start() throws Exception {
    PROGRAMS.lendTo(home);
    EmbeddedServer.open(home).close();
    AbsentDatabaseTest.moveToAPortOfItsOwn(home);
  }

  @AfterEach
  void stop() throws Exception {
    service.stop();
  }

  @Test
  void nothingIsLost_andAllIsWellAgainByItself() throws Exception {
    EmbeddedServer first = EmbeddedServer.open(home);
    SharedPostgres.load(first.jdbcUrl());
    service.start(new TestDatabase(first.jdbcUrl()));
    service.database().execute("update accounts set balance = 100000");
    List<String> sum = Money.sum(service.database());
    List<String> before = Money.beforeAllTransfers(service.database());
    try (var _ = new LogCapture("dev.weft");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.add(threads.submit(() -> work(client)));
      }
      Await.until("they work", ofSeconds(60), () -> acknowledged.size() > 100);
      first.close();
      TimeUnit.SECONDS.sleep(5);
      try (EmbeddedServer _ = EmbeddedServer.open(home)) {
        Await.until("well again", ofSeconds(30), this::isWell);
        int sofar = acknowledged.size();
        Await.until("they go on", ofSeconds(60), () -> acknowledged.size() > sofar + 100);
        isOver = true;
        for (Future<?> client : clients) {
          client.get();
        }
        assertThat(seen).containsKeys(200, 201, 202, 503);
        batchesEndWell();
        assertThat(Money.sum(service.database())).isEqualTo(sum);
        assertThat(Money.beforeAllTransfers(service.database())).isEqualTo(before);
        assertThat(service.database().query("select key from transfer_requests"))
            .containsExactlyInAnyOrderElementsOf(acknowledged);
        assertThat(service.database().number("select count(*) from transfers"))
            .isEqualTo(acknowledged.size());
        service.stop();
      }
    }
  }

  private boolean isWell() throws Exception {
    HttpResponse<String> dashboard = service.get("/api/users/1/dashboard");
    return service.get("/readyz").statusCode() == 200
        && dashboard.statusCode() == 200
        && Service.json(dashboard).get("degraded").isEmpty();
  }

  private void batchesEndWell() throws Exception {
    for (long id : batches) {
      Await.until("end of batch " + id, ofSeconds(60), () -> batch(id).has("endedAt"));
      assertThat(batch(id).get("state").stringValue()).isEqualTo("done");
      assertThat(batch(id).get("done")).isEqualTo(batch(id).get("total"));
    }
    assertThat(batches).hasSizeGreaterThan(1);
  }

  private JsonNode batch(long id) throws Exception {
    return Service.json(service.get("/api/batches/" + id));
  }

  // ---- a client ----

  private boolean work(int client) throws Exception {
    var random = new Random(SEED + client);
    for (int n = 0; !isOver; n++) {
      switch (random.nextInt(8)) {
        case 0 -> noted(service.get("/api/users/%d/dashboard".formatted(1 + random.nextInt(200))));
        case 1 -> noted(service.get("/api/accounts/" + (1 + random.nextInt(200))));
        case 2 -> handIn(client + n);
        default -> transfer("%d-%d".formatted(client, n), random);
      }
    }
    return true;
  }

  private int noted(HttpResponse<String> answer) {
    int status = answer.statusCode();
    assertThat(status).as(answer.body()).isIn(200, 201, 202, 409, 503);
    seen.merge(status, 1, Integer::sum);
    return status;
  }

  /// Asks until it is known what became of the order.
  private void transfer(String key, Random random) throws Exception {
    int from = 1 + random.nextInt(100);
    String order =
        "{\"from\":%d,\"to\":%d,\"amount\":\"0.37\"}".formatted(from, 101 + random.nextInt(100));
    while (noted(Service.send(TransferTest.order(service, key, order).build())) != 201) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
    }
    acknowledged.add(key);
  }

  private void handIn(int number) throws Exception {
    String kind = number % 2 == 0 ? "digest" : "upstream";
    if (batches.size() >= 12) {
      return;
    }
    String items =
        IntStream.range(0, 200)
            .mapToObj(i -> "\"%s/%d\"".formatted(kind, i))
            .collect(Collectors.joining(","));
    HttpResponse<String> answer =
        Service.send(
            service
                .request("/api/batches")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"kind\":\"%s\",\"items\":[%s]}".formatted(kind, items)))
                .build());
    if (noted(answer) == 202) {
      batches.add(Service.json(answer).get("id").longValue());
    }
  }
}
