package dev.weft.service.web;

import dev.weft.http.EventStream;
import dev.weft.service.batch.BatchView;
import dev.weft.service.batch.Batches;
import dev.weft.service.database.Absence;
import io.helidon.webserver.http.ServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The live progress of a batch: a `progress` event for each change, `end` when it has ended,
/// `shutdown` when the service stops. A client that reads slowly misses states, not the last one.
final class BatchEvents implements StreamEndpoint {
  private static final long LOOK_MILLIS = 250;
  private static final String SHUTDOWN = "{\"detail\":\"the server is shutting down\"}";

  private final Batches batches;
  private final Map<Long, Seen> seen = new ConcurrentHashMap<>();

  BatchEvents(Batches batches) {
    this.batches = batches;
  }

  @Override
  public void answer(ServerRequest request, EventStream events) throws Exception {
    long id = Numbers.id(request, "batch");
    BatchView now = batches.find(id).orElseThrow(() -> Refusal.notFound("there is no batch " + id));
    events.atShutdown("shutdown", SHUTDOWN);
    try {
      events.send("end", Json.text(follow(now, events)));
    } finally {
      // Whoever else follows it looks for himself.
      seen.remove(id);
    }
  }

  /// Tells of all changes.
  ///
  /// @return the last state
  private BatchView follow(BatchView first, EventStream events) throws InterruptedException {
    BatchView now = first;
    events.send("progress", Json.text(now));
    while (!hasEnded(now)) {
      Thread.sleep(LOOK_MILLIS);
      BatchView next = look(now);
      if (!next.equals(now)) {
        events.send("progress", Json.text(next));
      }
      now = next;
    }
    return now;
  }

  private static boolean hasEnded(BatchView view) {
    return view.endedAt() != null;
  }

  /// The state as it is now, or as it was while the database is away. All who follow a batch look
  /// together.
  private BatchView look(BatchView before) {
    long id = before.id();
    Seen last = seen.get(id);
    if (last != null && System.nanoTime() - last.nanoTime() < LOOK_MILLIS * 1_000_000) {
      return last.view();
    }
    seen.put(id, new Seen(last == null ? before : last.view(), System.nanoTime()));
    try {
      BatchView now = batches.find(id).orElse(before);
      seen.put(id, new Seen(now, System.nanoTime()));
      return now;
    } catch (RuntimeException e) {
      if (!Absence.isCauseOf(e)) {
        throw e;
      }
      return before;
    }
  }

  /// A batch as somebody has seen it.
  private record Seen(BatchView view, long nanoTime) {}
}
