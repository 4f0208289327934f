package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.service.database.EmbeddedServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Ten thousand transfers from 64 clients who leave and lose patience, while connections to the
/// database are cut and the service is killed. Whoever has no answer asks again with the same key;
/// some do so only when all is over.
@Tag("slow")
class MoneyUnderFireTest {
  private static final int ORDERS = 10_000;

  /// Of so many orders one is sent once, and its client leaves.
  private static final int FORSAKEN = 100;

  /// So many answers are compared with those that a repetition gets.
  private static final int COMPARED = 500;

  private static final int CLIENTS = 64;
  private static final int ACCOUNTS = 40;
  private static final long SEED = 20_260_101;

  @RegisterExtension static final Programs PROGRAMS = new Programs();

  @TempDir static Path data;

  private record Order(int number, int from, int to, String amount) {
    static Order of(int number) {
      var random = new Random(SEED + number);
      int from = 1 + random.nextInt(ACCOUNTS);
      int to = 1 + (from + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
      return new Order(
          number, from, to, "%d.%02d".formatted(random.nextInt(60), 1 + random.nextInt(99)));
    }

    String body() {
      return "{\"from\":%d,\"to\":%d,\"amount\":\"%s\"}".formatted(from, to, amount);
    }

    String key() {
      return "order-" + number;
    }

    boolean isForsaken() {
      return number % FORSAKEN == 0;
    }
  }

  private record Answer(int status, String body) {
    static final Answer NONE = new Answer(0, "");

    boolean isFinal() {
      return status == 201 || status == 409;
    }
  }

  private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private int cut;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void moneyIsNeitherMadeNorLost_andEveryAcknowledgedTransferIsThereOnce() throws Exception {
    PROGRAMS.lendTo(data);
    try (EmbeddedServer server = EmbeddedServer.open(data)) {
      SharedPostgres.load(server.jdbcUrl());
    }
    int port = freePort();
    Map<Integer, Long> before;
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all;
      try (ServeProcess first = start(port)) {
        first.awaitPort();
        first.database().execute("update accounts set balance = 500 where id <= " + ACCOUNTS);
        before = balances(first.database());
        all =
            IntStream.range(0, CLIENTS)
                .<Future<?>>mapToObj(client -> clients.submit(() -> order(port, client)))
                .toList();
        while (answers.size() < ORDERS / 2
            && all.stream().allMatch(client -> client.state() == Future.State.RUNNING)) {
          cutConnections(first.database());
          TimeUnit.MILLISECONDS.sleep(200);
        }
        first.sigkill();
      }
      List<Integer> fromTheFirst = List.copyOf(answers.keySet());
      try (ServeProcess second = start(port)) {
        second.awaitPort();
        for (Future<?> client : all) {
          while (client.state() == Future.State.RUNNING) {
            cutConnections(second.database());
            TimeUnit.MILLISECONDS.sleep(200);
          }
          client.get();
        }
        assertThat(answers).hasSize(ORDERS - ORDERS / FORSAKEN);
        askForTheForsaken(port, second.database());
        check(second.database(), before);
        compareWithRepetitions(port, fromTheFirst);
        check(second.database(), before);
        second.sigterm();
        assertThat(second.awaitEnd(Duration.ofSeconds(30))).as(second.toString()).isZero();
      }
    }
    assertThat(cut).as("connections that were cut").isGreaterThan(20);
    assertThat(repeated.get()).as("requests that had to be repeated").isGreaterThan(ORDERS / 10);
  }

  private static ServeProcess start(int port) throws IOException {
    return ServeProcess.start(data, "--port", Integer.toString(port));
  }

  private static int freePort() throws IOException {
    try (var free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private void cutConnections(TestDatabase database) throws SQLException {
    cut +=
        database
            .query(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where application_name = 'weft' and datname = current_database()
                order by random() limit 2
                """)
            .size();
  }

  private static Map<Integer, Long> balances(TestDatabase database) throws SQLException {
    Map<Integer, Long> cents = new HashMap<>();
    for (String row :
        database.query(
            "select id || ' ' || (balance * 100)::bigint from accounts where id <= " + ACCOUNTS)) {
      String[] parts = row.split(" ", -1);
      cents.put(Integer.valueOf(parts[0]), Long.valueOf(parts[1]));
    }
    return cents;
  }

  // ---- a client ----

  private boolean order(int port, int client) throws Exception {
    var random = new Random(SEED - client);
    for (int n = next.getAndIncrement(); n < ORDERS; n = next.getAndIncrement()) {
      Order order = Order.of(n);
      if (order.isForsaken()) {
        // Some of them late enough for a machine that is slow.
        int longest = n % (2 * FORSAKEN) == 0 ? 1_000_000 : 100_000;
        askAndLeave(port, order, random.nextInt(longest));
      } else {
        answers.put(n, askUntilAnswered(port, order, random));
      }
    }
    return true;
  }

  private Answer askUntilAnswered(int port, Order order, Random random)
      throws InterruptedException {
    Answer answer = ask(port, order, random);
    while (!answer.isFinal()) {
      assertThat(answer.status()).as("status of %s", order).isIn(0, 503);
      repeated.incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(random.nextInt(50));
      answer = ask(port, order, random);
    }
    return answer;
  }

  private Answer ask(int port, Order order, Random random) throws InterruptedException {
    return switch (random.nextInt(10)) {
      case 0 -> askAndLeave(port, order, random.nextInt(8_000));
      case 1 -> ask(port, order, "0.0" + (1 + random.nextInt(20)));
      default -> ask(port, order, "30");
    };
  }

  private Answer ask(int port, Order order, String seconds) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/transfers"))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", order.key())
            .header("Request-Timeout", seconds)
            .POST(BodyPublishers.ofString(order.body()))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      return Answer.NONE;
    }
  }

  /// Asks until no connection that was cut is left to be given a request.
  private Answer askPatiently(int port, Order order) throws InterruptedException {
    Answer answer = ask(port, order, "30");
    while (!answer.isFinal()) {
      assertThat(answer.status()).as("status of %s", order).isEqualTo(503);
      TimeUnit.MILLISECONDS.sleep(50);
      answer = ask(port, order, "30");
    }
    return answer;
  }

  private static Answer askAndLeave(int port, Order order, int afterMicros)
      throws InterruptedException {
    try (var client = new RawClient(port)) {
      client.send(
          """
          POST /api/transfers HTTP/1.1\r
          Host: x\r
          Content-Type: application/json\r
          Idempotency-Key: %s\r
          Content-Length: %d\r
          \r
          %s\
          """
              .formatted(order.key(), order.body().length(), order.body()));
      TimeUnit.MICROSECONDS.sleep(afterMicros);
    } catch (IOException e) {
      // Nobody is there to be asked.
    }
    return Answer.NONE;
  }

  /// Whoever has left for good comes back. Some of these orders were executed meanwhile, which has
  /// to be found out here and by the checks that follow.
  private void askForTheForsaken(int port, TestDatabase database) throws Exception {
    long executed =
        database.number(
            "select count(*) from transfer_requests where key like 'order-%00' and transfer_id is not null");
    for (int n = 0; n < ORDERS; n += FORSAKEN) {
      answers.put(n, askPatiently(port, Order.of(n)));
    }
    assertThat(executed).as("orders that were executed, unknown to their clients").isPositive();
  }

  /// Half of them are answers of the process that was killed.
  private void compareWithRepetitions(int port, List<Integer> fromTheFirst) throws Exception {
    List<Integer> all = List.copyOf(answers.keySet());
    int made = 0;
    for (int i = 0; i < COMPARED; i++) {
      List<Integer> from = i % 2 == 0 ? fromTheFirst : all;
      int n = from.get(from.size() / COMPARED * i);
      assertThat(askPatiently(port, Order.of(n))).as("%s", Order.of(n)).isEqualTo(answers.get(n));
      made += answers.get(n).status() == 201 ? 1 : 0;
    }
    assertThat(made).as("transfers among them").isGreaterThan(200);
  }

  // ---- what has to hold ----

  private void check(TestDatabase database, Map<Integer, Long> before) throws SQLException {
    assertThat(answers).hasSize(ORDERS);
    Map<Integer, Long> expected = new HashMap<>(before);
    List<Order> made =
        Stream.iterate(0, n -> n < ORDERS, n -> n + 1)
            .filter(n -> answers.get(n).status() == 201)
            .map(Order::of)
            .toList();
    assertThat(made).hasSizeGreaterThan(ORDERS / 2).hasSizeLessThan(ORDERS);
    for (Order order : made) {
      long cents = Long.parseLong(order.amount().replace(".", ""));
      expected.merge(order.from(), -cents, Long::sum);
      expected.merge(order.to(), cents, Long::sum);
    }
    assertThat(balances(database)).isEqualTo(expected);
    assertThat(database.number("select count(*) from transfers")).isEqualTo(made.size());
    assertThat(database.number("select count(*) from transfer_audit")).isEqualTo(made.size());
    assertThat(
            database.query(
                """
                select r.key || ' ' || t.from_account || ' ' || t.to_account || ' ' || t.amount
                from transfer_requests r join transfers t on t.id = r.transfer_id
                """))
        .containsExactlyInAnyOrderElementsOf(
            made.stream()
                .map(o -> o.key() + " " + o.from() + " " + o.to() + " " + o.amount())
                .toList());
  }
}
