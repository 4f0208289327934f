package dev.weft.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

// One producer (the pump), one consumer (whoever reads the request).
//
// 1. Bytes leave in the order in which they came; none are dropped before abandon(), also not by
//    the end of the input.
// 2. At most CAPACITY bytes, or MAX_CHUNKS chunks, are held when offer() starts to wait; one
//    more chunk is held by the waiting producer.
// 3. `ended` is set once, by the producer; `abandoned` once, by the consumer. After either the
//    other side does not wait any more.
// 4. Nothing blocks under the lock except on its conditions.
//
// Defended by ReadAheadTest.
/// The bytes of a connection that were read from the socket and not yet asked for.
final class ReadAhead {
  static final int CAPACITY = 64 * 1024;

  // A client that sends single bytes must not fill the heap with the headers of tiny arrays.
  private static final int MAX_CHUNKS = 256;

  private final Lock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition emptied = lock.newCondition();

  // All guarded by `lock`.
  private final Queue<byte[]> chunks = new ArrayDeque<>();
  private int bytes;
  private boolean ended;
  private @Nullable Throwable failure;
  private boolean finishing;
  private boolean abandoned;

  /// Adds what was read, after waiting for room.
  ///
  /// @return false if it was dropped, since nobody will ask for it any more
  boolean offer(byte[] chunk) {
    lock.lock();
    try {
      while (!abandoned && (bytes >= CAPACITY || chunks.size() >= MAX_CHUNKS)) {
        emptied.awaitUninterruptibly();
      }
      if (abandoned) {
        return false;
      }
      chunks.add(chunk);
      bytes += chunk.length;
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Says that no more input comes: the client closed its side, or reading failed with `cause`.
  void end(@Nullable Throwable cause) {
    lock.lock();
    try {
      ended = true;
      failure = cause;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the next chunk.
  ///
  /// @param betweenRequests whether [#finish()] may end the input here
  /// @return the chunk, or null at the end of the input
  /// @throws ReadFailedException if reading from the socket had failed
  byte @Nullable [] take(boolean betweenRequests) throws InterruptedException, ReadFailedException {
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
        if (ended || (finishing && betweenRequests)) {
          return null;
        }
        filled.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends the input at the next place between two requests where the client has sent nothing more.
  void finish() {
    lock.lock();
    try {
      finishing = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Says that nobody takes any more: the producer does not wait from now on.
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
}
