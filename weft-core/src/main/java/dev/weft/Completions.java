package dev.weft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. Each task is watched until it ends or this is closed, and enters `ended` once.
// 2. Whoever adds to `ended` looks for a waiter afterwards; the waiter makes itself known before it
//    looks at `ended`. So no end is slept through.
//
// Defended by AsCompletedTest.
/// Tasks in the order in which they end. Made by [Tasks#asCompleted(Collection)].
///
/// It is used once, by one thread at a time. It watches the tasks until it is closed or has
/// returned all of them; it starts, cancels and owns none of them.
///
/// @param <K> the tasks: `Task<User>`, or `Task<?>` for a mixture
public final class Completions<K extends Task<?>> implements AutoCloseable {
  private final List<K> tasks;
  private final Queue<K> ended = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Thread waiter;

  // Owned by the consumer.
  private List<Watch> watches = new ArrayList<>();
  private int left;

  /// What is done with a task that has ended.
  ///
  /// @param <K> the task
  /// @param <X> what it may fail with
  @FunctionalInterface
  public interface Visitor<K, X extends Exception> {

    /// Takes a task that has ended.
    ///
    /// @param task the task
    /// @throws X if this fails
    /// @throws InterruptedException if this is cancelled while it waits
    void accept(K task) throws X, InterruptedException;
  }

  Completions(Collection<? extends K> tasks) {
    this.tasks = List.copyOf(tasks);
    this.tasks.forEach(Task::requireNotCurrent);
    this.left = this.tasks.size();
    for (K task : this.tasks) {
      var watch = new Watch(task, _ -> add(task));
      if (watch.start()) {
        watches.add(watch);
      } else {
        add(task);
      }
    }
  }

  private void add(K task) {
    ended.add(task);
    LockSupport.unpark(waiter);
  }

  /// Whether there is a task that has not been returned, ended or not. Does not wait.
  ///
  /// @return true if [#next()] will return one
  public boolean hasNext() {
    return left > 0;
  }

  /// Waits for the next task to end and returns it; those that have ended before this was made come
  /// first, in the order in which they were given. What the task did happens-before the return.
  ///
  /// Cancellation of the waiting task ends the wait and touches nothing; a task that has ended is
  /// returned by the next call.
  ///
  /// @return a task that has ended: ask its [outcome][Task#outcome()]
  /// @throws NoSuchElementException if all have been returned or this is closed
  /// @throws InterruptedException if the waiting task is cancelled
  public K next() throws InterruptedException {
    if (left == 0) {
      throw new NoSuchElementException(
          "all of the " + tasks.size() + " tasks have been returned; ask hasNext() first");
    }
    waiter = Thread.currentThread();
    try {
      Parking.until(new Turn(), () -> !ended.isEmpty());
    } finally {
      waiter = null;
    }
    left--;
    return ended.remove();
  }

  /// Takes every task as it ends, and closes this in any case.
  ///
  /// @param visitor what to do with each
  /// @param <X> what it may fail with
  /// @throws X if the visitor fails; it is given no further task
  /// @throws InterruptedException if the waiting task is cancelled
  public <X extends Exception> void forEach(Visitor<? super K, X> visitor)
      throws X, InterruptedException {
    try (this) {
      while (hasNext()) {
        visitor.accept(next());
      }
    }
  }

  /// Watches the tasks no more and returns none of them any more; they go on.
  @Override
  public void close() {
    watches.forEach(Watch::stop);
    watches = List.of();
    ended.clear();
    left = 0;
  }

  // Not the completions themselves, whose users need not know of it.
  private final class Turn implements Blocker {
    @Override
    public Collection<Thread> holders() {
      return Task.threadsOf(tasks);
    }

    @Override
    public String toString() {
      return "the next of " + tasks.size() + " tasks to end";
    }
  }
}
