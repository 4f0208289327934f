package dev.weft.service.web;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import io.helidon.http.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

// What counts is the time that is spent waiting for the sender, not what is done with the body. A
// sender who was fast has no more time in hand for that than one who begins: otherwise whoever has
// sent a lot could hold a request for hours.
/// A body of any length, whose sender has to keep up a least rate, within some patience. It may
/// take as long as it takes as a whole. Used by one thread.
final class PacedBody extends InputStream {
  /// Less than the slowest line that somebody would upload over.
  static final long LEAST_BYTES_PER_SECOND = 1_000;

  private static final long NANOS_PER_BYTE = 1_000_000_000 / LEAST_BYTES_PER_SECOND;

  private final InputStream in;
  private final Duration patience;
  private Duration left;

  /// @param patience how long may be waited for the sender altogether, beyond what its bytes take
  ///   at the least rate
  PacedBody(InputStream in, Duration patience) {
    this.in = in;
    this.patience = patience;
    this.left = patience;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /// @throws SlowSenderException if too little comes
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    long begun = System.nanoTime();
    try {
      int read = Deadline.within(left, () -> in.read(bytes, offset, length));
      long late = System.nanoTime() - begun - Math.max(0, read) * NANOS_PER_BYTE;
      Duration now = left.minusNanos(late);
      left = now.compareTo(patience) > 0 ? patience : now;
      return read;
    } catch (DeadlineExceededException e) {
      throw new SlowSenderException(LEAST_BYTES_PER_SECOND, patience, e);
    } catch (IllegalArgumentException | RequestException e) {
      // How Helidon's parser of chunks fails.
      throw new IOException("the chunks of the body cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("the request is cancelled").initCause(e);
    }
  }

  /// Does nothing: Helidon's stream would read what is left, and wait for a sender who is silent.
  @Override
  public void close() {}
}
