package dev.weft.http;

import io.helidon.webserver.WebServer;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

// Helidon's stop() closes the listening socket, tells the connections to close and waits for
// their threads, at most for the grace period. Nothing else in Helidon stops it from accepting,
// so stop() is called first, with a grace period that never ends by itself; the connections do
// not take its close() seriously (see Connection) but end when this class says so, and then
// stop() returns.
//
// Defended by DrainTest.
/// The stopping of a server, on a thread of its own.
final class Drain {
  /// As long as any bound gets: how long Helidon waits is decided here.
  static final Duration HELIDON_GRACE = Duration.ofDays(365);

  static final String SHUTTING_DOWN = "server is shutting down";

  private static final System.Logger LOG = System.getLogger("dev.weft.http");
  private static final Duration CLEANUP = Duration.ofSeconds(2);
  private static final Duration LAST_THREADS = Duration.ofMillis(200);

  private final Requests requests;
  private final long endedBefore;
  private final CompletableFuture<DrainReport> report = new CompletableFuture<>();

  // Guarded by this.
  private long endNanos;
  private boolean cancelling;

  Drain(Requests requests, @Nullable WebServer server, Duration bound) {
    this.requests = requests;
    this.endNanos = fromNow(bound);
    this.endedBefore = requests.startDraining();
    requests.deadline(endNanos);
    Thread.ofVirtual().name("weft-http-drain").start(() -> run(server));
  }

  /// Shortens the bound to `bound` from now, unless less is left.
  synchronized void within(Duration bound) {
    long end = fromNow(bound);
    if (!cancelling && end - endNanos < 0) {
      endNanos = end;
      requests.deadline(end);
    }
  }

  // Bounds reach further than a long can count nanoseconds, in both directions.
  private static long fromNow(Duration bound) {
    Duration counted = bound.compareTo(HELIDON_GRACE) > 0 ? HELIDON_GRACE : bound;
    return System.nanoTime() + (counted.isNegative() ? 0 : counted.toNanos());
  }

  private synchronized void startCancelling() {
    cancelling = true;
    requests.deadline(System.nanoTime() + CLEANUP.toNanos());
  }

  DrainReport await() throws InterruptedException {
    try {
      return report.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the server did not stop", e.getCause());
    }
  }

  void awaitUninterruptibly() {
    report.join();
  }

  private void run(@Nullable WebServer server) {
    try {
      report.complete(server == null ? new DrainReport(0, 0, 0) : stop(server));
    } catch (Throwable e) {
      report.completeExceptionally(e);
    }
  }

  private DrainReport stop(WebServer server) throws InterruptedException {
    Thread stopping = Thread.ofVirtual().name("weft-http-stop").start(server::stop);
    requests.awaitNoRequests();
    requests.endIdleConnections();
    requests.awaitNoConnections();

    startCancelling();
    long drained = requests.endedCount() - endedBefore;
    List<Request> left = requests.active();
    left.forEach(request -> request.cancel(SHUTTING_DOWN));
    requests.awaitNoConnections();
    List<Request> stuck = requests.active();
    stuck.forEach(request ->
        LOG.log(
            Level.WARNING,
            "{0} has not ended {1} s after it was cancelled; its connection is closed",
            request.name(),
            CLEANUP.toSeconds()));
    requests.connections().forEach(Connection::abort);

    // What is left now ignores interrupts, or has not got as far as a request.
    for (int i = 0; i < 5 && !stopping.join(LAST_THREADS); i++) {
      stopping.interrupt();
    }
    requests.stopLookout();
    return new DrainReport((int) drained, left.size(), stuck.size());
  }
}
