package dev.weft.service.upstream;

import dev.weft.DeadlineExceededException;
import dev.weft.http.HttpAnswer;
import dev.weft.http.HttpCallException;
import dev.weft.http.HttpCalls;
import dev.weft.service.upstream.UpstreamException.Kind;
import dev.weft.sync.RateLimiter;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The upstream: one client for all calls, each within a budget, in line for a turn of its own.
public final class Upstream implements AutoCloseable {
  /// How long a call may take, from the connection to the last byte of the body.
  public static final Duration BUDGET = Duration.ofSeconds(5);

  /// The longest that a request waits for its turn.
  private static final Duration LONGEST_LINE = Duration.ofSeconds(2);

  private static final int MOST_BYTES = 1024 * 1024;

  /// Numbers are handed on as they are, whatever their precision.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final URI base;
  private final int perSecond;
  private final RateLimiter limiter;

  // Repeating a call would take a turn that nobody has given.
  private final HttpCalls calls = new HttpCalls().mostBytes(MOST_BYTES).attempts(1);

  /// Those who have time stand in line for half a second's turns at most, so that others can join.
  private final Semaphore patient;

  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong succeeded = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong timedOut = new AtomicLong();
  private volatile boolean healthy = true;

  /// @param base where it is
  /// @param perSecond how many calls a second it allows
  public Upstream(URI base, int perSecond) {
    this.base = base;
    this.perSecond = perSecond;
    this.patient = new Semaphore(Math.max(1, perSecond / 2), true);
    this.limiter = RateLimiter.of("upstream", perSecond, Duration.ofSeconds(1));
  }

  /// Reads the address of an upstream.
  ///
  /// @throws IllegalArgumentException if it is no absolute http or https URL without query
  public static URI address(String text) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getQuery() == null
          && uri.getFragment() == null
          && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "upstream \"" + text + "\" is not a URL such as https://api.example.com/v1");
  }

  /// Asks for a path, unless too many wait already.
  ///
  /// @throws UpstreamBusyException if they do
  /// @throws UpstreamException if the call fails
  /// @throws InterruptedException if it is cancelled; its turn goes to the next
  public UpstreamAnswer fetch(UpstreamPath path)
      throws UpstreamBusyException, UpstreamException, InterruptedException {
    Duration line = limiter.waitTime();
    if (line.compareTo(LONGEST_LINE) > 0) {
      throw new UpstreamBusyException(line);
    }
    waiting.incrementAndGet();
    try {
      limiter.acquire();
    } finally {
      waiting.decrementAndGet();
    }
    return call(path);
  }

  /// Asks for a path, however long its turn takes to come.
  ///
  /// @throws UpstreamException if the call fails
  /// @throws InterruptedException if it is cancelled
  public UpstreamAnswer fetchPatiently(UpstreamPath path)
      throws UpstreamException, InterruptedException {
    patient.acquire();
    try {
      limiter.acquire();
    } finally {
      patient.release();
    }
    return call(path);
  }

  private UpstreamAnswer call(UpstreamPath path) throws UpstreamException, InterruptedException {
    try {
      UpstreamAnswer answer = answer(path);
      succeeded.incrementAndGet();
      healthy = true;
      return answer;
    } catch (UpstreamException e) {
      (e.kind() == Kind.TIMED_OUT ? timedOut : failed).incrementAndGet();
      healthy = false;
      throw e;
    }
  }

  private UpstreamAnswer answer(UpstreamPath path) throws UpstreamException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(path.below(base)).header("Accept", "application/json").build();
    try {
      HttpAnswer answer = calls.send(request, BUDGET);
      JsonNode json = JSON.readTree(answer.body());
      if (answer.status() != 200 || json.isMissingNode()) {
        throw new UpstreamException(
            Kind.BAD_ANSWER, new IOException("status " + answer.status() + ", or no JSON"));
      }
      return new UpstreamAnswer(JSON.writeValueAsBytes(json));
    } catch (DeadlineExceededException e) {
      throw new UpstreamException(Kind.TIMED_OUT, e);
    } catch (JacksonException e) {
      throw new UpstreamException(Kind.BAD_ANSWER, e);
    } catch (HttpCallException e) {
      Kind kind =
          switch (e.kind()) {
            case UNREACHABLE, BROKEN_OFF -> Kind.UNREACHABLE;
            case BAD_STATUS -> Kind.BAD_STATUS;
            case TOO_LARGE -> Kind.BAD_ANSWER;
          };
      throw new UpstreamException(kind, e);
    }
  }

  /// How it has done so far.
  public UpstreamHealth health() {
    return new UpstreamHealth(
        perSecond, waiting.get(), succeeded.get(), failed.get(), timedOut.get(), healthy);
  }

  /// Closes the client and its connections.
  @Override
  public void close() {
    calls.close();
  }
}
