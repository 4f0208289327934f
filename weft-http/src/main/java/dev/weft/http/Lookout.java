package dev.weft.http;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

// A thread that watches a client costs more than most requests take to answer. So one is started
// only for those that last, by a single thread that looks at all that have begun. It looks at many
// at a time and waits while there are none: nobody is woken for each request.
//
// Defended by DisconnectTest.
/// Has the clients watched of requests that last longer than a moment.
final class Lookout {
  /// How long a request lasts at least before its client is watched; twice that at most.
  static final Duration MOMENT = Duration.ofMillis(20);

  private static final System.Logger LOG = System.getLogger("dev.weft.http");

  private final Lock lock = new ReentrantLock();
  private final Condition some = lock.newCondition();

  // Guarded by `lock`; in the order in which they began, also those that have ended since.
  private final Queue<Request> recent = new ArrayDeque<>();
  private @Nullable Thread thread;

  void start() {
    lock.lock();
    try {
      thread =
          Thread.ofVirtual()
              .name("weft-http-lookout")
              .inheritInheritableThreadLocals(false)
              .start(this::look);
    } finally {
      lock.unlock();
    }
  }

  void stop() {
    lock.lock();
    try {
      if (thread != null) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  void began(Request request) {
    lock.lock();
    try {
      recent.add(request);
      some.signal();
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    try {
      while (true) {
        awaitSome();
        Thread.sleep(MOMENT);
        for (Request next = pollLasting(); next != null; next = pollLasting()) {
          watch(next);
        }
      }
    } catch (InterruptedException e) {
      // The server has stopped.
    }
  }

  private static void watch(Request request) {
    try {
      request.watchClient();
    } catch (RuntimeException | Error e) {
      // No thread could be started; the others are watched all the same.
      LOG.log(Level.WARNING, "the client of " + request.name() + " is not watched", e);
    }
  }

  private void awaitSome() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (recent.isEmpty()) {
        some.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Request pollLasting() {
    lock.lock();
    try {
      Request oldest = recent.peek();
      return oldest == null || oldest.age().compareTo(MOMENT) < 0 ? null : recent.remove();
    } finally {
      lock.unlock();
    }
  }
}
