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

// The connection's thread, which Helidon started, waits for requests, parses and answers them.
// While it answers one, the socket is read by a pump if that asks for more of its body, or lasts.
//
// 1. The pump ends with the client's input, with the first bytes that come between two requests, or
//    when handle() has returned and Helidon has closed the socket. Nothing else waits for it.
// 2. `current` is written by the connection's thread under the lock. The pump cancels it under
//    the same lock, so no request is cancelled for the client of another.
// 3. `gone` is set once; from then on no request starts and nothing is written.
// 4. Helidon never interrupts the connection's thread while it waits here: an idle connection
//    is ended as if its client had closed it, so bytes that have been read are served first.
//
// Defended by DisconnectTest, KeepAliveTest, UploadTest, DrainTest.
/// One client's connection: Helidon's HTTP/1.1 connection, whose client is watched while it waits
/// for an answer.
final class Connection implements ServerConnection {
  /// The connection that the calling thread serves.
  static final ScopedValue<Connection> CURRENT = ScopedValue.newInstance();

  static final String CLIENT_GONE = "client disconnected";

  private static final System.Logger LOG = System.getLogger("dev.weft.http");

  private final ConnectionContext socket;
  private final Requests requests;
  private final ServerConnection http1;
  private final ReadAhead input;

  // Owned by the connection's thread.
  private boolean answeredUnread;

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
    this.input =
        new ReadAhead(socket.serverSocket()::get, socket.childSocketId(), this::inputEnded);
    // Where Helidon had to look at the first bytes to tell protocols apart, they are in its reader.
    int available = socket.dataReader().available();
    if (available > 0) {
      input.peeked(socket.dataReader().readBytes(available));
    }
    this.http1 =
        selector.connection(
            new WatchedContext(socket, this, requests, admission, DataReader.create(this::read)));
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    requests.opened(this);
    try {
      ScopedValue.where(CURRENT, this)
          .call(() -> {
            http1.handle(limit);
            return null;
          });
    } finally {
      try {
        boolean unread = input.abandon();
        if (unread || answeredUnread) {
          input.linger();
        }
      } finally {
        requests.closed(this);
      }
    }
  }

  private void inputEnded(@Nullable Throwable failure) {
    clientGone();
    if (failure instanceof Error) {
      LOG.log(Level.WARNING, "reading from a client failed", failure);
    }
  }

  /// Says that a request begins, or that all that belongs to it is over.
  void answering(boolean answering) {
    input.answering(answering);
  }

  /// Has the input read ahead while the present request is answered.
  void readAhead() {
    input.startPump();
  }

  /// Has the client of a request watched from now on, if that is still being answered.
  void watch(Request request) {
    if (current == request) {
      input.startPump();
    }
  }

  /// Says that the answer that is given now comes before the request has been read.
  void answersUnread() {
    answeredUnread = true;
  }

  /// Says that the client has gone, as the pump sees, or a write that fails, or whoever reads and
  /// comes to the end: a request that fails for want of the rest of its header or its body is one
  /// whose client has gone.
  synchronized void clientGone() {
    gone = true;
    if (current != null) {
      current.cancel(CLIENT_GONE);
    }
  }

  private byte @Nullable [] read() {
    try {
      byte[] chunk = input.take(current == null);
      if (chunk == null) {
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
    if (input.finish()) {
      // With TLS that waits for whoever is in a handshake with a client that says nothing.
      Thread.ofVirtual()
          .name("weft-http-close " + socket.childSocketId())
          .inheritInheritableThreadLocals(false)
          .start(this::closeSocket);
    }
  }

  /// Closes the socket under whatever still uses it.
  void abort() {
    input.finish();
    closeSocket();
  }

  private void closeSocket() {
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
