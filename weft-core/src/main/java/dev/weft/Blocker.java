package dev.weft;

import java.util.Collection;

/// What a waiting thread waits on, for whoever asks who holds it: a primitive passes itself, or the
/// place of the waiter in its queue, to [java.util.concurrent.locks.LockSupport#park(Object)].
///
/// Its `toString()` says what it is and in which state, for example `limiter "upstream" (0 of 10
/// free)`. Both methods are called from other threads at any time; they must not block.
@FunctionalInterface
public interface Blocker {

  /// The threads that would have to act for the wait to end: the holders of a permit, the task that
  /// is awaited.
  ///
  /// @return the threads, as of this moment; empty if they are not known
  Collection<Thread> holders();
}
