package dev.weft.service.database;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

// The JDK sets a timer for every timed read of a virtual thread and takes it back, and both wake
// another thread: a tenth of what a dashboard costs. Here a read notes when it began.
//
// 1. `readingSince` is written by the one thread that reads, zero while none does.
// 2. A read that comes to its end while the watcher closes the socket is lost with it, as it would
//    be if it came a moment later.
//
// Defended by WatchedSocketTest.
/// A socket that ends reads which last for too long: a thread looks now and then how long the
/// current one has lasted. Short bounds, which that would be too coarse for, are left to the JDK.
///
/// As with the JDK's bound, the reader gets a [SocketTimeoutException]; unlike there, the socket is
/// closed then. A bound is overrun by a tenth at most.
final class WatchedSocket extends Socket {
  private static final int LOOKS_PER_BOUND = 10;

  private final int leastWatchedMillis;

  private volatile long readingSince;
  private volatile int boundMillis;
  private volatile boolean silent;

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
      watcher = Thread.ofVirtual().name("weft-socket-watch").start(this::watch);
    }
  }

  @Override
  public synchronized int getSoTimeout() throws SocketException {
    return boundMillis == 0 ? super.getSoTimeout() : boundMillis;
  }

  private void watch() {
    try {
      while (!isClosed()) {
        int bound = boundMillis;
        Thread.sleep(Math.max(bound, leastWatchedMillis) / LOOKS_PER_BOUND);
        long since = readingSince;
        if (bound != 0
            && since != 0
            && System.nanoTime() - since > Duration.ofMillis(bound).toNanos()) {
          silent = true;
          close();
        }
      }
    } catch (InterruptedException e) {
      // The socket was closed by somebody else.
    } catch (IOException e) {
      // It is closed all the same.
    }
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

  private final class Input extends FilterInputStream {
    Input(InputStream in) {
      super(in);
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
        if (!silent) {
          throw e;
        }
        var late = new SocketTimeoutException("nothing was heard for " + boundMillis + " ms");
        late.initCause(e);
        throw late;
      } finally {
        readingSince = 0;
      }
    }
  }
}
