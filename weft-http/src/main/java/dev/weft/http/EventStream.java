package dev.weft.http;

import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

// The source runs on the thread of the request, as any handler does. The writer is a child beside
// it, so that heartbeats go on whatever the source does. The writer ends first, except when the
// source fails:
//
// | what happens               | the source          | the writer                              |
// |----------------------------|---------------------|-----------------------------------------|
// | the source returns         | has ended           | writes what is left, ends               |
// | the source fails           | has ended           | is cancelled; the connection is closed  |
// | the client has gone        | is cancelled        | is cancelled, or fails to write         |
// | the client does not read   | is cancelled        | its write is ended by its deadline      |
// | the server drains          | is cancelled at the | writes what is left and the last event, |
// |                            | end of the writer   | ends                                    |
//
// Defended by EventStreamTest.
/// An answer that goes on: server-sent events (WHATWG HTML, section 9.2), for as long as there is
/// something to tell and somebody to tell it.
///
/// ```java
/// routing.get("/jobs/{id}/events", (req, res) ->
///     EventStream.answer(res, events -> {
///       for (Job job = find(req); ; job = job.awaitChange()) {
///         events.send("progress", job.json());
///         if (job.hasEnded()) {
///           return;
///         }
///       }
///     }));
/// ```
///
/// It tells the newest state, not every change: a client that reads slowly misses events of the
/// same name that have been overtaken, and holds up nobody. While there is nothing to tell it is
/// sent a comment now and then, and one that reads nothing for two of these intervals is
/// disconnected.
///
/// A stream is under no [RequestBudget]. It counts among the requests that are answered at a time,
/// unless its path is exempt ([HttpServer#mostRequests(int, java.util.function.Predicate)]).
public final class EventStream {
  private static final System.Logger LOG = System.getLogger("dev.weft.http");
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Outbox outbox = new Outbox();

  // Set by any, read by the thread that begins to drain.
  private volatile ServerEvent last =
      new ServerEvent("shutdown", null, "the server is shutting down");

  private EventStream() {}

  /// What tells events, for as long as it has any.
  ///
  /// @param <X> what it may fail with
  @FunctionalInterface
  public interface Source<X extends Exception> {

    /// Sends events; its end is the end of the answer.
    ///
    /// @param events where to send them
    /// @throws X if it fails: before the first event that is the failure of the handler, to be
    ///   answered as any other; after it, the connection is closed
    /// @throws InterruptedException if it is cancelled, because the client has gone or the server
    ///   stops
    void run(EventStream events) throws X, InterruptedException;
  }

  /// Answers the request of the calling handler with events, and with a comment every 15 seconds
  /// while there are none. Blocks until the stream has ended.
  ///
  /// @param response the response of the request
  /// @param source tells the events, on the calling thread
  /// @param <X> what it may fail with
  /// @throws X if the source fails
  /// @throws IllegalStateException if the caller is no handler of an [HttpServer]
  /// @throws InterruptedException if the request is cancelled
  public static <X extends Exception> void answer(
      ServerResponse response, Source<? extends X> source) throws X, InterruptedException {
    EventStream.<X>answer(response, HEARTBEAT, source);
  }

  /// Answers the request of the calling handler with events. See [#answer(ServerResponse, Source)].
  ///
  /// @param response the response of the request
  /// @param heartbeat how long the client may be told nothing before it is sent a comment
  /// @param source tells the events, on the calling thread
  /// @param <X> what it may fail with
  /// @throws X if the source fails
  /// @throws IllegalArgumentException if the interval is not positive
  /// @throws IllegalStateException if the caller is no handler of an [HttpServer]
  /// @throws InterruptedException if the request is cancelled
  public static <X extends Exception> void answer(
      ServerResponse response, Duration heartbeat, Source<? extends X> source)
      throws X, InterruptedException {
    if (!heartbeat.isPositive()) {
      throw new IllegalArgumentException("a heartbeat every " + heartbeat + "; give more than 0");
    }
    Connection connection = Connection.CURRENT.isBound() ? Connection.CURRENT.get() : null;
    Request request = connection == null ? null : connection.current();
    if (request == null) {
      throw new IllegalStateException(
          "no request is answered by this thread; call answer() on the thread of the handler");
    }
    request.liftBudget();
    var stream = new EventStream();
    var writer = new EventWriter(response, stream.outbox, heartbeat);
    request.whenDraining(() -> stream.endEarly(writer));
    stream.<X>run(source, writer);
  }

  private <X extends Exception> void run(Source<? extends X> source, EventWriter writer)
      throws X, InterruptedException {
    try {
      TaskGroup.<@Nullable Void, X>run(
          "events",
          group -> {
            group.start(
                "event writer",
                () -> {
                  writer.run();
                  boolean cutShort = outbox.isCutShort();
                  if (cutShort) {
                    group.cancel(Drain.SHUTTING_DOWN);
                  }
                  return cutShort;
                });
            source.run(this);
            outbox.end();
            return null;
          });
    } catch (InterruptedException e) {
      Tasks.checkCancelled();
      if (!outbox.isCutShort()) {
        throw e;
      }
    } catch (TaskFailedException e) {
      if (e.getCause() == writer.failure()) {
        throw new CloseConnectionException("the client of the events does not read them", e);
      }
      throw e;
    } catch (Exception e) {
      if (!outbox.isCutShort()) {
        throw e;
      }
      // The client has been told its last, so nobody would hear of it.
      LOG.log(Level.DEBUG, "a source of events failed when it was cancelled", e);
    }
    try {
      writer.close();
    } catch (IOException e) {
      throw new CloseConnectionException("the client of the events does not read them", e);
    }
  }

  private void endEarly(EventWriter writer) {
    outbox.cutShortWith(last);
    writer.hurry();
  }

  /// Sends an event without an id. See [#send(String, String, String)].
  ///
  /// @param event its name
  /// @param data what it says; line breaks of any kind are those of the client's text
  /// @throws IllegalArgumentException if the name is empty or has a line break
  public void send(String event, String data) {
    send(event, null, data);
  }

  /// Sends an event, behind all that wait to be sent. It replaces one of the same name that waits.
  /// Does not block; may be called by any thread. An event that comes after the end of the stream
  /// is dropped.
  ///
  /// @param event its name
  /// @param id what the client gives as `Last-Event-ID` when it comes back; null for none
  /// @param data what it says; line breaks of any kind are those of the client's text
  /// @throws IllegalArgumentException if the name is empty, or the name or the id has a line break
  public void send(String event, @Nullable String id, String data) {
    outbox.put(new ServerEvent(event, id, data));
  }

  /// Says what the client is told last if the server begins to stop before the stream has ended:
  /// then that is sent and the source is cancelled. Unless told otherwise it is an event `shutdown`
  /// with a line of English.
  ///
  /// @param event its name
  /// @param data what it says
  /// @throws IllegalArgumentException if the name is empty or has a line break
  public void atShutdown(String event, String data) {
    last = new ServerEvent(event, null, data);
  }
}
