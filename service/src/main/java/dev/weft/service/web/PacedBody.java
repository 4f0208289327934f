package dev.weft.service.web;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/// A body of any length, whose sender must not fall silent. It may take as long as it takes as a
/// whole.
final class PacedBody extends InputStream {
  private final InputStream in;
  private final Duration longestSilence;

  PacedBody(InputStream in, Duration longestSilence) {
    this.in = in;
    this.longestSilence = longestSilence;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /// @throws SilentSenderException if nothing comes for too long
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return Deadline.within(longestSilence, () -> in.read(bytes, offset, length));
    } catch (DeadlineExceededException e) {
      throw new SilentSenderException(longestSilence, e);
    } catch (IllegalArgumentException e) {
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
