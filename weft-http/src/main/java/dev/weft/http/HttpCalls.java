package dev.weft.http;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Calls of other servers, through one client for the whole application: bounded in time and in
/// size, checked, repeated where that does no harm, and ended with their task.
///
/// ```java
/// try (var calls = new HttpCalls()) {
///   HttpAnswer answer =
///       calls.send(HttpRequest.newBuilder(uri).build(), Duration.ofSeconds(5));
/// }
/// ```
///
/// A call that fails is repeated when that cannot do twice what should be done once (its method is
/// idempotent, RFC 9110, section 9.2.2, or it has an `Idempotency-Key`) and when it may help: the
/// connection could not be made or broke, or the status is 429, 502, 503 or 504. The pauses between
/// two attempts grow, are random (AWS Architecture Blog, "Exponential Backoff and Jitter": full
/// jitter), and are as long at least as the server's `Retry-After`. Everything happens within one
/// budget.
///
/// Redirects are not followed, unless by a client that was [made
/// elsewhere][#HttpCalls(HttpClient)].
public final class HttpCalls implements AutoCloseable {
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final HttpClient client;
  private final int mostBytes;
  private final int attempts;

  /// Calls with a client of their own, of up to three attempts each, whose answers have up to 1
  /// MiB.
  public HttpCalls() {
    this(client(), 1024 * 1024, 3);
  }

  /// Calls through a client that was made for them, with a proxy or certificates of its own, for
  /// example. It is closed with these calls. Otherwise like [#HttpCalls()].
  ///
  /// @param client sends the requests
  public HttpCalls(HttpClient client) {
    this(Objects.requireNonNull(client, "client"), 1024 * 1024, 3);
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  }

  private HttpCalls(HttpClient client, int mostBytes, int attempts) {
    this.client = client;
    this.mostBytes = mostBytes;
    this.attempts = attempts;
  }

  /// The same calls with another bound for the body of an answer.
  ///
  /// @param bytes how many bytes it may have
  /// @return calls through the same client
  /// @throws IllegalArgumentException if that is negative
  public HttpCalls mostBytes(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(bytes + " bytes of an answer; give 0 or more");
    }
    return new HttpCalls(client, bytes, attempts);
  }

  /// The same calls with another bound for the number of attempts.
  ///
  /// @param most how many, 1 for no repetition
  /// @return calls through the same client
  /// @throws IllegalArgumentException if that is less than 1
  public HttpCalls attempts(int most) {
    if (most < 1) {
      throw new IllegalArgumentException(most + " attempts; give 1 or more");
    }
    return new HttpCalls(client, mostBytes, most);
  }

  /// Sends a request and waits for the whole answer.
  ///
  /// @param request the request
  /// @param budget how long everything may take: connection, headers, body, and all attempts
  /// @return the answer, whose status is one of success
  /// @throws HttpCallException if it fails; earlier failures are suppressed on the last
  /// @throws DeadlineExceededException if the budget ends before the answer does; failures before
  ///   that are suppressed on it
  /// @throws InterruptedException if the calling task is cancelled; the exchange is aborted
  public HttpAnswer send(HttpRequest request, Duration budget)
      throws HttpCallException, InterruptedException {
    List<HttpCallException> failed = new ArrayList<>();
    try {
      return Deadline.within(budget, () -> attempts(request, failed));
    } catch (HttpCallException | DeadlineExceededException e) {
      failed.forEach(e::addSuppressed);
      throw e;
    }
  }

  private HttpAnswer attempts(HttpRequest request, List<HttpCallException> failed)
      throws HttpCallException, InterruptedException {
    var exchange = new Exchange(request, mostBytes);
    while (true) {
      try {
        return exchange.over(client);
      } catch (HttpCallException e) {
        Duration pause = Backoff.after(failed.size() + 1, e.retryAfter());
        if (!e.mayPass()
            || !isRepeatable(request)
            || failed.size() + 1 >= attempts
            || isTooLong(pause)
            || client.isTerminated()) {
          throw e;
        }
        failed.add(e);
        Thread.sleep(pause);
      }
    }
  }

  private static boolean isRepeatable(HttpRequest request) {
    return IDEMPOTENT.contains(request.method())
        || request.headers().firstValue("Idempotency-Key").isPresent();
  }

  private static boolean isTooLong(Duration pause) {
    return Deadline.remaining().map(left -> left.compareTo(pause) <= 0).orElse(false);
  }

  /// Aborts the calls in progress and closes the client, also for those that share it.
  @Override
  public void close() {
    client.shutdownNow();
    try {
      client.awaitTermination(CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
