package dev.weft.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

// One consumer (whoever reads the request), and at most one thread that reads the socket: the
// consumer itself while it waits for a request, or a pump.
//
// 1. `reader` says who reads the socket. Whoever makes it something else than NOBODY reads until it
//    has made it NOBODY again; a pump that stops does so in the same critical section in which it
//    adds its last chunk, so no other chunk can come before that.
// 2. Bytes leave in the order in which they came; none are dropped before abandon(), also not by
//    the end of the input, but for what the consumer reads itself while finish() is called.
// 3. At most CAPACITY bytes, or MAX_CHUNKS chunks, are held when the pump starts to wait; one
//    more chunk is held by the waiting pump.
// 4. `ended` is set once, by who reads; `abandoned` once, by the consumer. After either the
//    other side does not wait any more.
// 5. A pump is started under the lock, and needs the lock for all that it does but to read. Nothing
//    else blocks under it except on its conditions.
//
// Defended by ReadAheadTest.
/// The input of a connection. Between requests the connection's thread reads it; while a request is
/// answered, and there is a reason, a pump reads it ahead: an interrupt must not close the socket
/// of a request that can still be answered, and who waits for nothing does not see that the client
/// has gone.
final class ReadAhead {
  static final int CAPACITY = 64 * 1024;

  // A client that sends single bytes must not fill the heap with the headers of tiny arrays.
  private static final int MAX_CHUNKS = 256;

  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final Duration LINGER_LOOK = Duration.ofMillis(100);
  private static final int LOOKS_OF_A_PAUSE = 2;

  /// Where bytes come from.
  interface Source {
    /// Waits for some bytes; null at the end.
    byte @Nullable [] read();
  }

  /// What is told by the pump, outside of the lock, when the input has ended.
  interface Listener {
    /// Is told that there is no more input.
    ///
    /// @param failure why, or null if the client has closed its side
    void inputEnded(@Nullable Throwable failure);
  }

  private enum Reader {
    NOBODY,
    CONSUMER,
    PUMP
  }

  private final Source socket;
  private final String name;
  private final Listener listener;

  private final Lock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition emptied = lock.newCondition();

  // All guarded by `lock`.
  private final Queue<byte[]> chunks = new ArrayDeque<>();
  private int bytes;
  private Reader reader = Reader.NOBODY;
  private @Nullable Thread pump;
  private boolean ended;
  private @Nullable Throwable failure;
  private boolean finishing;
  private boolean abandoned;

  // Written by the connection's thread, read by the pump too, which may be one chunk late.
  private volatile boolean betweenRequests = true;

  // Written by the pump, read by the connection's thread when it lingers.
  private volatile long lastArrival;

  /// @param socket is read by one thread at a time
  /// @param name of the connection, for the name of the pump
  /// @param listener learns of the end if it is the pump that comes to it
  ReadAhead(Source socket, String name, Listener listener) {
    this.socket = socket;
    this.name = name;
    this.listener = listener;
  }

  /// Adds what was read before anybody reads.
  void peeked(byte[] chunk) {
    lock.lock();
    try {
      add(chunk);
    } finally {
      lock.unlock();
    }
  }

  private void add(byte[] chunk) {
    chunks.add(chunk);
    bytes += chunk.length;
  }

  /// Says, on the connection's thread, whether a request is being answered.
  void answering(boolean answering) {
    betweenRequests = !answering;
  }

  /// Has the socket read by a pump from now on, until some chunk comes between two requests. Does
  /// nothing where it is read already.
  void startPump() {
    lock.lock();
    try {
      if (reader == Reader.NOBODY && !ended) {
        pump =
            Thread.ofVirtual()
                .name("weft-http-pump " + name)
                .inheritInheritableThreadLocals(false)
                .start(this::pump);
        // Not before: if there is no memory for a thread, somebody else may still read.
        reader = Reader.PUMP;
      }
    } finally {
      lock.unlock();
    }
  }

  private void pump() {
    Throwable cause = null;
    try {
      byte[] chunk = socket.read();
      while (chunk != null) {
        if (!offer(chunk)) {
          return;
        }
        chunk = socket.read();
      }
    } catch (Throwable e) {
      // Whatever it is: whoever waits for input would wait for ever.
      cause = e;
    }
    end(cause);
    listener.inputEnded(cause);
  }

  /// Adds what was read, after waiting for room.
  ///
  /// @return whether the pump is to read on
  private boolean offer(byte[] chunk) {
    lastArrival = System.nanoTime();
    lock.lock();
    try {
      while (!abandoned && (bytes >= CAPACITY || chunks.size() >= MAX_CHUNKS)) {
        emptied.awaitUninterruptibly();
      }
      if (abandoned) {
        return true;
      }
      add(chunk);
      filled.signal();
      if (betweenRequests) {
        reader = Reader.NOBODY;
        return false;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void end(@Nullable Throwable cause) {
    lock.lock();
    try {
      reader = Reader.NOBODY;
      ended = true;
      failure = cause;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the next chunk.
  ///
  /// @param finishes whether [#finish()] may end the input here
  /// @return the chunk, or null at the end of the input
  /// @throws ReadFailedException if reading from the socket had failed
  byte @Nullable [] take(boolean finishes) throws InterruptedException, ReadFailedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        byte[] next = chunks.poll();
        if (next != null) {
          bytes -= next.length;
          emptied.signal();
          return next;
        }
        if (ended && failure != null) {
          throw new ReadFailedException(failure);
        }
        if (ended || (finishing && finishes)) {
          return null;
        }
        if (betweenRequests && reader == Reader.NOBODY) {
          reader = Reader.CONSUMER;
          break;
        }
        startPump();
        filled.await();
      }
    } finally {
      lock.unlock();
    }
    return readHere();
  }

  private byte @Nullable [] readHere() throws ReadFailedException {
    byte[] chunk = null;
    Throwable cause = null;
    try {
      chunk = socket.read();
    } catch (Throwable e) {
      cause = e;
    }
    lock.lock();
    try {
      reader = Reader.NOBODY;
      ended = chunk == null;
      failure = cause;
      if (finishing) {
        // The socket is closed, and who sent this can see that nothing was done.
        return null;
      }
    } finally {
      lock.unlock();
    }
    if (cause != null) {
      throw new ReadFailedException(cause);
    }
    return chunk;
  }

  /// Ends the input at the next place between two requests where the client has sent nothing more.
  ///
  /// @return whether the socket has to be closed for that, as the connection's thread reads it now
  boolean finish() {
    lock.lock();
    try {
      finishing = true;
      filled.signal();
      return reader == Reader.CONSUMER;
    } finally {
      lock.unlock();
    }
  }

  /// Says that nobody takes any more: a pump throws away what comes from now on.
  ///
  /// @return whether there is something that nobody has taken
  boolean abandon() {
    lock.lock();
    try {
      abandoned = true;
      emptied.signal();
      return !chunks.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  // A socket that is closed while input is still coming is reset, and the reset can overtake the
  // answer on its way to the client. A pause is more than one look long, and not a time alone: when
  // the whole machine stands still for a while, it is not the client who pauses.
  /// Throws away what still comes after [#abandon()], until the client has ended, pauses or goes on
  /// for too long, or the thread is interrupted.
  void linger() {
    startPump();
    Thread last = pumping();
    long end = System.nanoTime() + LINGER.toNanos();
    long seen = lastArrival;
    int silent = 0;
    try {
      while (last != null
          && System.nanoTime() - end < 0
          && silent < LOOKS_OF_A_PAUSE
          && !last.join(LINGER_LOOK)) {
        silent = lastArrival == seen ? silent + 1 : 0;
        seen = lastArrival;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Thread pumping() {
    lock.lock();
    try {
      return pump;
    } finally {
      lock.unlock();
    }
  }
}
