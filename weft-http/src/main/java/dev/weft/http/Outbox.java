package dev.weft.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

// 1. Of each name there is one event at most, the newest. So what is held is bounded by what is
//    ever sent at once by an attentive handler, however slowly the client reads.
// 2. `ended` is set once; nothing comes in after it.
//
// Defended by EventStreamTest, OutboxTest.
/// The events of a stream that its client has not been sent yet.
final class Outbox {
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by `lock`.
  private final LinkedHashMap<String, ServerEvent> events = new LinkedHashMap<>();
  private boolean ended;
  private boolean cutShort;

  /// What is to be written next.
  ///
  /// @param events in their order; none if nothing came for so long
  /// @param isLast whether nothing comes after them
  record Batch(List<ServerEvent> events, boolean isLast) {}

  /// Puts an event behind all others; an older one of its name is dropped.
  ///
  /// @return false if it came after the end
  boolean put(ServerEvent event) {
    lock.lock();
    try {
      if (ended) {
        return false;
      }
      events.remove(event.name());
      events.put(event.name(), event);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Says that nothing comes any more.
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Puts a last event behind all others, unless the end has come before.
  void cutShortWith(ServerEvent event) {
    lock.lock();
    try {
      if (put(event)) {
        cutShort = true;
        end();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether it did not end by itself.
  boolean isCutShort() {
    lock.lock();
    try {
      return cutShort;
    } finally {
      lock.unlock();
    }
  }

  /// Takes all that there is, after waiting for it.
  Batch take(Duration longest) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = longest.toNanos();
      while (events.isEmpty() && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      var batch = new Batch(List.copyOf(events.values()), ended);
      events.clear();
      return batch;
    } finally {
      lock.unlock();
    }
  }
}
