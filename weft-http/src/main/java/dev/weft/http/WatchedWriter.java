package dev.weft.http;

import dev.weft.Deadline;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Output to a client that may be gone, from a request that may be cancelled.
///
/// When the client is gone it fails at once, so that an error answer to nobody is neither written
/// nor logged, and a handler that streams learns of it with its next write. While the client is
/// there, a cancelled request can still be answered: an interrupt during a write would make the JDK
/// close the socket, so one that came before is put off until after it, and so is the cancellation
/// of the request.
///
/// Not put off is the interrupt of a deadline that expires, or of a group of the handler's own that
/// is cancelled, during the write: closing the socket is the one way to end a write to a client
/// that does not read. The request then ends like one whose client has gone. A write that begins
/// when the interrupt has come already, or the budget of the request is over, is ended in the same
/// way, after a moment.
final class WatchedWriter implements DataWriter {
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final DataWriter socket;
  private final Connection connection;

  WatchedWriter(DataWriter socket, Connection connection) {
    this.socket = socket;
    this.connection = connection;
  }

  private void onSocket(Consumer<DataWriter> write) {
    if (connection.clientIsGone()) {
      throw new CloseConnectionException("the client has disconnected; nothing can be sent to it");
    }
    Request request = connection.current();
    if (request != null) {
      request.writeStarts();
    }
    boolean interrupted = Thread.interrupted();
    try {
      if (request != null && (interrupted || request.isOverBudget())) {
        withinMoment(() -> write.accept(socket));
      } else {
        write.accept(socket);
      }
    } catch (Throwable e) {
      // The socket is of no use any more, whoever has closed it.
      connection.clientGone();
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (request != null) {
        request.writeEnds();
      }
    }
  }

  /// Writes what there is to say when the time of a request is over: nobody may make that last.
  private static void withinMoment(Runnable write) {
    try {
      Deadline.<@Nullable Void, RuntimeException>within(
          LAST_WORDS,
          () -> {
            write.run();
            return null;
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the client does not read its answer", e);
    }
  }

  @Override
  public void write(BufferData... buffers) {
    onSocket(out -> out.write(buffers));
  }

  @Override
  public void write(BufferData buffer) {
    onSocket(out -> out.write(buffer));
  }

  @Override
  public void writeNow(BufferData... buffers) {
    onSocket(out -> out.writeNow(buffers));
  }

  @Override
  public void writeNow(BufferData buffer) {
    onSocket(out -> out.writeNow(buffer));
  }

  @Override
  public void flush() {
    onSocket(DataWriter::flush);
  }

  @Override
  public void close() {
    socket.close();
  }
}
