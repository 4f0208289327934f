package dev.weft.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Two threads: the connection's own, which Helidon started and on which requests are parsed and
// answered, and the pump, which alone reads the socket.
//
// 1. The pump ends when the client's input ends, or when handle() has returned and Helidon has
//    closed the socket. Nothing else waits for it.
// 2. `current` is written by the connection's thread under the lock. The pump cancels it under
//    the same lock, so no request is cancelled for the client of another.
// 3. `gone` is set once; from then on no request starts and nothing is written.
// 4. Helidon never interrupts the connection's thread while it waits here: an idle connection
//    is ended as if its client had closed it, so bytes that have arrived are served first.
//
// Defended by DisconnectTest, KeepAliveTest, UploadTest, DrainTest.
/// One client's connection: Helidon's HTTP/1.1 connection, with the socket read by a pump.
final class Connection implements ServerConnection {
  /// The connection that the calling thread serves.
  static final ScopedValue<Connection> CURRENT = ScopedValue.newInstance();

  static final String CLIENT_GONE = "client disconnected";

  private static final System.Logger LOG = System.getLogger("dev.weft.http");
  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final Duration LINGER_LOOK = Duration.ofMillis(100);
  private static final int LOOKS_OF_A_PAUSE = 2;

  private final ConnectionContext socket;
  private final Requests requests;
  private final ServerConnection http1;
  private final ReadAhead input = new ReadAhead();
  private final byte @Nullable [] peeked;

  // Owned by the connection's thread.
  private boolean answeredUnread;

  // Written by the pump, read by the connection's thread when it lingers.
  private volatile long lastArrival;

  // Written under the monitor, read by any.
  private volatile @Nullable Request current;
  private volatile boolean gone;
  private volatile boolean last;

  Connection(
      ConnectionContext socket,
      Http1ConnectionSelector selector,
      Requests requests,
      Admission admission) {
    this.socket = socket;
    this.requests = requests;
    // Where Helidon had to look at the first bytes to tell protocols apart, they are in its reader.
    int available = socket.dataReader().available();
    this.peeked = available == 0 ? null : socket.dataReader().readBytes(available);
    this.http1 =
        selector.connection(
            new WatchedContext(socket, this, requests, admission, DataReader.create(this::read)));
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    Thread pump =
        Thread.ofVirtual().name("weft-http-pump " + socket.childSocketId()).unstarted(this::pump);
    requests.opened(this);
    try {
      pump.start();
      ScopedValue.where(CURRENT, this)
          .call(() -> {
            http1.handle(limit);
            return null;
          });
    } finally {
      try {
        boolean unread = input.abandon();
        if (unread || answeredUnread) {
          linger(pump);
        }
      } finally {
        requests.closed(this);
      }
    }
  }

  private void pump() {
    Throwable failure = null;
    try {
      byte[] chunk = peeked == null ? socket.serverSocket().get() : peeked;
      while (chunk != null) {
        input.offer(chunk);
        lastArrival = System.nanoTime();
        chunk = socket.serverSocket().get();
      }
    } catch (Throwable e) {
      // Whatever it is: whoever waits for input would wait for ever.
      failure = e;
    }
    input.end(failure);
    clientGone();
    if (failure instanceof Error) {
      LOG.log(Level.WARNING, "reading from a client failed", failure);
    }
  }

  // A socket that is closed while input is still coming is reset, and the reset can overtake the
  // answer on its way to the client. A pause is more than one look long, and not a time alone: when
  // the whole machine stands still for a while, it is not the client who pauses.
  /// Lets the pump throw away what still comes, until the client has ended, pauses or goes on for
  /// too long, or the thread is interrupted.
  private void linger(Thread pump) {
    long end = System.nanoTime() + LINGER.toNanos();
    long seen = lastArrival;
    int silent = 0;
    try {
      while (System.nanoTime() - end < 0 && silent < LOOKS_OF_A_PAUSE && !pump.join(LINGER_LOOK)) {
        silent = lastArrival == seen ? silent + 1 : 0;
        seen = lastArrival;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Says that the answer that is given now comes before the request has been read.
  void answersUnread() {
    answeredUnread = true;
  }

  /// Says that the client has gone, as the pump sees, or a write that fails, or whoever reads and
  /// comes to the end before the pump has said so: a request that fails for want of the rest of its
  /// body is one whose client has gone.
  synchronized void clientGone() {
    gone = true;
    if (current != null) {
      current.cancel(CLIENT_GONE);
    }
  }

  private byte @Nullable [] read() {
    try {
      byte[] chunk = input.take(current == null);
      if (chunk == null && current != null) {
        clientGone();
      }
      return chunk;
    } catch (ReadFailedException e) {
      clientGone();
      throw new ServerConnectionException("reading the request failed", e);
    } catch (InterruptedException e) {
      // The signature has no place for it; whoever waits next must see it.
      Thread.currentThread().interrupt();
      throw new ServerConnectionException("interrupted while reading the request", e);
    }
  }

  /// Starts a request on the connection's thread.
  ///
  /// @return false if nobody waits for its answer any more
  synchronized boolean begin(Request request) {
    if (gone || last) {
      return false;
    }
    current = request;
    return true;
  }

  synchronized void end() {
    current = null;
  }

  @Nullable Request current() {
    return current;
  }

  /// The request that is being answered, for whoever runs on behalf of it.
  Request requireCurrent() {
    return Objects.requireNonNull(current);
  }

  boolean clientIsGone() {
    return gone;
  }

  /// Says that the answer just given told the client that it is the last one.
  void endAfterThisAnswer() {
    last = true;
    input.finish();
  }

  /// Ends the connection as soon as it is idle, without an interrupt.
  void endWhenIdle() {
    input.finish();
  }

  /// Closes the socket under whatever still uses it.
  void abort() {
    input.finish();
    try {
      socket.serverSocket().close();
    } catch (UncheckedIOException e) {
      // It is closed already, which is what is wanted.
    }
  }

  /// How long no request has been running; a long request is not idle.
  @Override
  public Duration idleTime() {
    return current == null ? http1.idleTime() : Duration.ZERO;
  }

  /// Called by Helidon: for connections that were idle for too long, and for all when the server
  /// stops.
  @Override
  public void close(boolean interrupt) {
    if (interrupt) {
      abort();
    } else if (!requests.draining()) {
      endWhenIdle();
    }
  }
}
