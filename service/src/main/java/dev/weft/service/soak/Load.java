package dev.weft.service.soak;

import dev.weft.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What clients ask for: some of everything that the service offers, some of them without waiting
/// for the answer.
final class Load implements AutoCloseable {
  private static final int ACCEPTED = 202;
  private static final Set<Integer> EXPECTED = Set.of(200, 201, ACCEPTED, 409, 429, 502, 503);
  private static final int CRAWLED_BYTES = 300;
  private static final Duration LONGEST_BATCH = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final int port;
  private final int users;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();

  Load(int port, int users) {
    this.port = port;
    this.users = users;
  }

  long requests() {
    return requests.get();
  }

  /// How many answers were none of success, whatever else they may be.
  long refusals() {
    return refusals.get();
  }

  long failures() {
    return failures.get();
  }

  /// Asks for something.
  void ask() throws InterruptedException {
    requests.incrementAndGet();
    int kind = ThreadLocalRandom.current().nextInt(100);
    try {
      if (kind < 40) {
        get("/api/users/" + user() + "/dashboard");
      } else if (kind < 70) {
        transfer();
      } else if (kind < 80) {
        get("/api/upstream/users/" + user());
      } else if (kind < 90) {
        leave("/api/users/" + user() + "/profile");
      } else if (kind < 95) {
        post("/api/digests?rounds=1000", "text/plain", "a".repeat(10_000));
      } else if (kind < 97) {
        get("/metrics");
      } else if (kind < 98) {
        crawl("/api/users/" + user() + "/dashboard");
      } else {
        batch();
      }
    } catch (IOException e) {
      failures.incrementAndGet();
    }
  }

  private int user() {
    return 1 + ThreadLocalRandom.current().nextInt(users);
  }

  private void get(String path) throws IOException, InterruptedException {
    send(request(path));
  }

  private HttpResponse<Void> post(String path, String type, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", type)
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(BodyPublishers.ofString(body)));
  }

  private void transfer() throws IOException, InterruptedException {
    int from = user();
    int to = from == users ? 1 : from + 1;
    post(
        "/api/transfers",
        "application/json",
        "{\"from\":%d,\"to\":%d,\"amount\":\"0.01\"}".formatted(from, to));
  }

  /// A batch, which one client follows to its end and another for a while.
  private void batch() throws IOException, InterruptedException {
    String items =
        IntStream.range(0, 5).mapToObj(i -> "\"item " + i + '"').collect(Collectors.joining(","));
    HttpResponse<Void> taken =
        post("/api/batches", "application/json", "{\"kind\":\"digest\",\"items\":[" + items + "]}");
    String batch = taken.headers().firstValue("Location").orElse("");
    if (taken.statusCode() == ACCEPTED) {
      leave(batch + "/events");
      follow(batch);
    }
  }

  private void follow(String batch) throws IOException, InterruptedException {
    // The time-out of a request ends with its headers.
    String events =
        Deadline.within(
            LONGEST_BATCH,
            () -> client.send(request(batch + "/events").build(), BodyHandlers.ofString()).body(),
            () -> "");
    if (events.lines().noneMatch("event: end"::equals)) {
      failures.incrementAndGet();
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(30));
  }

  private HttpResponse<Void> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<Void> answer = client.send(request.build(), BodyHandlers.discarding());
    int status = answer.statusCode();
    if (status >= 400) {
      refusals.incrementAndGet();
    }
    if (!EXPECTED.contains(status)) {
      failures.incrementAndGet();
    }
    return answer;
  }

  /// Reads an answer a byte at a time, and pauses.
  private void crawl(String path) throws IOException, InterruptedException {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      ask(socket, path);
      InputStream answer = socket.getInputStream();
      for (int i = 0; i < CRAWLED_BYTES && answer.read() >= 0; i++) {
        Thread.sleep(1);
      }
    }
  }

  private void leave(String path) throws IOException, InterruptedException {
    try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      ask(socket, path);
      Thread.sleep(ThreadLocalRandom.current().nextInt(5));
    }
  }

  private static void ask(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    client.close();
  }
}
