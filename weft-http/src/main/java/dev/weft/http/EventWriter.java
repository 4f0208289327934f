package dev.weft.http;

import dev.weft.Deadline;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

// The response is the writer's from its first write to the end of the stream. Whoever makes a
// stream may use it before and after.
/// Writes the events of a stream to its client, and something in between while there are none.
final class EventWriter {
  private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.US_ASCII);

  /// How long the last words to a client that may not read at all may take.
  private static final Duration LAST_WRITE = Duration.ofSeconds(1);

  private final ServerResponse response;
  private final Outbox outbox;
  private final Duration heartbeat;

  // Set by the writer, read by whoever hurries it.
  private volatile @Nullable Deadline writing;
  private volatile boolean hurried;

  // Set by the writer, read when it has ended.
  private @Nullable OutputStream out;
  private @Nullable Throwable failure;

  EventWriter(ServerResponse response, Outbox outbox, Duration heartbeat) {
    this.response = response;
    this.outbox = outbox;
    this.heartbeat = heartbeat;
  }

  /// Writes until the last event.
  void run() throws IOException, InterruptedException {
    try {
      Outbox.Batch batch;
      do {
        batch = outbox.take(heartbeat);
        write(batch);
      } while (!batch.isLast());
    } catch (Throwable e) {
      failure = e;
      throw e;
    }
  }

  private void write(Outbox.Batch batch) throws IOException, InterruptedException {
    // Whoever reads nothing for two heartbeats is as good as gone, and would never be noticed.
    Duration longest = hurried ? LAST_WRITE : heartbeat.multipliedBy(2);
    Deadline.<@Nullable Void, IOException>within(
        longest,
        deadline -> {
          writing = deadline;
          if (hurried) {
            shorten(deadline);
          }
          OutputStream to = out();
          for (ServerEvent event : batch.events()) {
            to.write(event.bytes());
          }
          if (batch.events().isEmpty() && !batch.isLast()) {
            to.write(HEARTBEAT);
          }
          to.flush();
          writing = null;
          return null;
        });
  }

  private OutputStream out() {
    OutputStream begun = out;
    if (begun == null) {
      response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
      response.header(HeaderNames.CACHE_CONTROL, "no-store");
      response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
      // A proxy that collects events before it hands them on (nginx) makes them useless.
      response.header(HeaderNames.create("X-Accel-Buffering"), "no");
      begun = response.outputStream();
      out = begun;
    }
    return begun;
  }

  /// Ends a write that its client holds up; from now on none may take long.
  void hurry() {
    hurried = true;
    Deadline deadline = writing;
    if (deadline != null) {
      shorten(deadline);
    }
  }

  private static void shorten(Deadline deadline) {
    try {
      deadline.reschedule(LAST_WRITE);
    } catch (IllegalStateException e) {
      // The write has ended.
    }
  }

  /// Why it could not go on writing, if that is how it ended.
  @Nullable Throwable failure() {
    return failure;
  }

  /// Ends the answer, if it has begun; called when the writer has ended.
  void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
