package dev.weft.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.CloseConnectionException;

/// Output that fails at once when the client is gone, so that an error answer to nobody is neither
/// written nor logged, and a handler that streams learns of it with its next write.
final class WatchedWriter implements DataWriter {
  private final DataWriter socket;
  private final Connection connection;

  WatchedWriter(DataWriter socket, Connection connection) {
    this.socket = socket;
    this.connection = connection;
  }

  private DataWriter open() {
    if (connection.clientIsGone()) {
      throw new CloseConnectionException("the client has disconnected; nothing can be sent to it");
    }
    return socket;
  }

  @Override
  public void write(BufferData... buffers) {
    open().write(buffers);
  }

  @Override
  public void write(BufferData buffer) {
    open().write(buffer);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    open().writeNow(buffers);
  }

  @Override
  public void writeNow(BufferData buffer) {
    open().writeNow(buffer);
  }

  @Override
  public void flush() {
    open().flush();
  }

  @Override
  public void close() {
    socket.close();
  }
}
