package dev.weft.service.database;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

// The JDK sets a timer for every timed read of a virtual thread and takes it back, and both wake
// another thread. Here a read only notes when it began.
//
// 1. `readingSince` is written by the one thread that reads, zero while none does.
// 2. A read is ended when two looks in a row find it overdue: when the whole process has stood
//    still, the reader comes first.
// 3. The watcher ends when the socket is closed.
//
// Defended by WatchedSocketTest.
/// A socket that ends reads which last for too long: a thread looks now and then how long the
/// current one has lasted. Short bounds, which that would be too coarse for, are left to the JDK.
///
/// As with the JDK's bound, the reader gets a [SocketTimeoutException]; unlike there, the socket is
/// closed then. A bound is overrun by two tenths at most, of the longest that was set shortly
/// before.
final class WatchedSocket extends Socket {
  private static final int LOOKS_PER_BOUND = 10;

  private final int leastWatchedMillis;

  private volatile long readingSince;
  private volatile int boundMillis;

  // Why the socket was closed: zero, or for how many milliseconds nothing was heard.
  private volatile int silentFor;

  // Guarded by this.
  private @Nullable Thread watcher;

  /// @param leastWatched the shortest bound that is watched
  WatchedSocket(Duration leastWatched) {
    this.leastWatchedMillis = Math.toIntExact(leastWatched.toMillis());
  }

  /// Bounds the reads that begin from now on; zero takes the bound back.
  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    boolean isWatched = millis >= leastWatchedMillis;
    super.setSoTimeout(isWatched ? 0 : millis);
    boundMillis = isWatched ? millis : 0;
    if (isWatched && watcher == null) {
      watcher =
          Thread.ofVirtual()
              .name("weft-socket-watch")
              .inheritInheritableThreadLocals(false)
              .start(this::watch);
    }
  }

  @Override
  public synchronized int getSoTimeout() throws SocketException {
    return boundMillis == 0 ? super.getSoTimeout() : boundMillis;
  }

  private void watch() {
    long overdue = 0;
    try {
      while (!isClosed()) {
        Thread.sleep(Math.max(boundMillis, leastWatchedMillis) / LOOKS_PER_BOUND);
        int bound = boundMillis;
        long since = readingSince;
        boolean isOverdue =
            bound != 0
                && since != 0
                && System.nanoTime() - since > Duration.ofMillis(bound).toNanos();
        if (isOverdue && since == overdue) {
          silentFor = bound;
          close();
        }
        overdue = isOverdue ? since : 0;
      }
    } catch (InterruptedException e) {
      // The socket was closed by somebody else.
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  /// Whether there is a thread that looks; for tests.
  synchronized boolean isWatched() {
    return watcher != null && watcher.isAlive();
  }

  @Override
  public void close() throws IOException {
    super.close();
    synchronized (this) {
      if (watcher != null && watcher != Thread.currentThread()) {
        watcher.interrupt();
      }
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Input(super.getInputStream());
  }

  private final class Input extends InputStream {
    private final InputStream in;

    Input(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      readingSince = System.nanoTime() | 1;
      try {
        return in.read(bytes, offset, length);
      } catch (SocketException e) {
        if (silentFor == 0) {
          throw e;
        }
        var late =
            new SocketTimeoutException(
                "nothing was heard for " + silentFor + " ms; the connection is closed");
        late.initCause(e);
        throw late;
      } finally {
        readingSince = 0;
      }
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
