package dev.weft;

import dev.weft.internal.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. `enough` is set by the end of a task that ends the wait, before the waiter is unparked.
// 2. When the wait is over, in whatever way, none of its watches is left at a task. One that is
//    being fired at that moment may still unpark the waiter, which is used to that.
//
// Defended by AwaitTest.
/// One wait for several tasks.
final class TaskWait<K extends Task<?>> implements Blocker, Awaited {
  private final Thread waiter = Thread.currentThread();
  private final List<K> tasks;
  private final ReturnWhen when;
  private final AtomicInteger running;
  private volatile boolean enough;

  // Written by the waiter before it says that it waits.
  private boolean bounded;

  TaskWait(Collection<? extends K> tasks, ReturnWhen when) {
    this.tasks = List.copyOf(tasks);
    this.when = Objects.requireNonNull(when);
    this.running = new AtomicInteger(this.tasks.size());
    this.enough = this.tasks.isEmpty();
    if (enough && when == ReturnWhen.FIRST_COMPLETED) {
      throw new IllegalArgumentException(
          "the first of no tasks would be waited for for ever; ask whether there are any");
    }
    this.tasks.forEach(Task::requireNotCurrent);
  }

  /// The tasks all of which must end for the wait to end; none if one of them, or time, will do.
  List<? extends Task<?>> needed() {
    boolean all = when == ReturnWhen.ALL_COMPLETED || tasks.size() == 1;
    return all && !bounded ? tasks : List.of();
  }

  Waited<K> await(@Nullable Duration timeout) throws InterruptedException {
    Tasks.checkCancelled();
    bounded = timeout != null;
    Strand strand = Strand.current();
    List<Watch> watches = new ArrayList<>();
    try {
      for (int i = 0; i < tasks.size() && !enough; i++) {
        var watch = new Watch(tasks.get(i), this::ended);
        if (watch.start()) {
          watches.add(watch);
        } else {
          ended(tasks.get(i));
        }
      }
      if (strand != null && !enough) {
        strand.requireNoDeadlock(this);
      }
      if (timeout == null) {
        Parking.until(this, () -> enough);
      } else {
        Parking.until(this, Durations.nanos(timeout), () -> enough);
      }
    } finally {
      watches.forEach(Watch::stop);
      if (strand != null) {
        strand.waitNoMore();
      }
    }
    return split();
  }

  private void ended(Task<?> task) {
    int left = running.decrementAndGet();
    boolean first =
        switch (when) {
          case FIRST_COMPLETED -> true;
          case FIRST_FAILURE -> task.state() == TaskState.FAILED;
          case ALL_COMPLETED -> false;
        };
    if (first || left == 0) {
      enough = true;
      LockSupport.unpark(waiter);
    }
  }

  private Waited<K> split() {
    List<K> done = new ArrayList<>();
    List<K> pending = new ArrayList<>();
    for (K task : tasks) {
      (task.isDone() ? done : pending).add(task);
    }
    return new Waited<>(done, pending);
  }

  @Override
  public Collection<Thread> holders() {
    return Task.threadsOf(tasks);
  }

  @Override
  public String toString() {
    String which =
        switch (when) {
          case FIRST_COMPLETED -> "the first";
          case FIRST_FAILURE -> "the first failure";
          case ALL_COMPLETED -> "all";
        };
    return which + " of " + tasks.size() + " tasks (" + running + " running)";
  }
}
