package dev.weft.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/// What Helidon's HTTP/1.1 connection sees of its socket: input that is watched, output until the
/// client is gone. Whatever Helidon has to say about a client that is gone is said at debug.
final class WatchedContext implements ConnectionContext {
  private final ConnectionContext socket;
  private final Connection connection;
  private final DataReader reader;
  private final DataWriter writer;
  private final Router router;

  WatchedContext(
      ConnectionContext socket,
      Connection connection,
      Requests requests,
      Admission admission,
      DataReader reader) {
    this.socket = socket;
    this.connection = connection;
    this.reader = reader;
    this.writer = new WatchedWriter(socket.dataWriter(), connection);
    this.router = new WatchedRouter(socket.router(), connection, requests, admission);
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public void log(System.Logger logger, Level level, String format, Object... variables) {
    socket.log(logger, quiet(level), format, variables);
  }

  @Override
  public void log(
      System.Logger logger, Level level, String format, Throwable t, Object... variables) {
    socket.log(logger, quiet(level), format, t, variables);
  }

  private Level quiet(Level level) {
    return connection.clientIsGone() && level.getSeverity() > Level.DEBUG.getSeverity()
        ? Level.DEBUG
        : level;
  }

  @Override
  public ListenerContext listenerContext() {
    return socket.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return socket.executor();
  }

  @Override
  public Router router() {
    return router;
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return socket.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return socket.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return socket.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return socket.localPeer();
  }

  @Override
  public boolean isSecure() {
    return socket.isSecure();
  }

  @Override
  public String socketId() {
    return socket.socketId();
  }

  @Override
  public String childSocketId() {
    return socket.childSocketId();
  }
}
