package dev.weft.sync;

import dev.weft.Blocker;
import dev.weft.Op;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

// 1. `borrowers` holds each permit that is out, by the borrower; so borrowed = borrowers.size().
// 2. borrowed grows only by take(), which looks whether it is below `permits`: after a shrink
//    nothing is granted until enough came back.
// 3. A borrower is in `borrowers` or waits in `pending`, never in both and never twice.
//
// The maps and `permits` are written with the guard and read by any; only a wait that failed takes
// itself out of `pending` without it. The rest is Line's business.
// Defended by LimiterTest, LimiterRaceTest.
/// Lets a limited number of borrowers in at a time, first come, first served.
///
/// Other than a [java.util.concurrent.Semaphore] it knows who holds its permits, can be resized
/// while it is used, and lets nobody overtake: a permit that comes back is reserved for who has
/// waited longest. (Trio, AnyIO `CapacityLimiter`.)
///
/// The borrower is the calling thread, which for a task is its own; or any object on whose behalf a
/// permit is borrowed, so that one thread may acquire it and another one release it. A borrower
/// holds one permit at most: a second one is refused instead of waiting for the first, perhaps for
/// ever. Operations of `Tasks.gather` and its like may run on the thread that waits for them, and
/// are the same borrower then: do not hold a permit while gathering what needs another one of the
/// same limiter.
///
/// What a borrower did before its release happens-before what the next one does with that permit.
///
/// ```java
/// private final Limiter upstream = Limiter.of("upstream", 10);
///
/// Quote quote(String symbol) throws IOException, InterruptedException {
///   return upstream.run(() -> client.quote(symbol));
/// }
/// ```
public final class Limiter implements Blocker {
  private final String title;
  private final Guard guard = new Guard();
  private final Line<Integer> line = new Line<>(guard, this, this::isFree);
  private final Map<Object, Thread> borrowers = new ConcurrentHashMap<>();
  private final Map<Object, Thread> pending = new ConcurrentHashMap<>();
  private volatile int permits;

  /// A limiter at one moment.
  ///
  /// @param permits how many there are
  /// @param borrowed how many are out; more than there are after a shrink
  /// @param waiting how many threads wait for one
  /// @param borrowers who holds those that are out, in no order
  public record Statistics(int permits, int borrowed, int waiting, List<Object> borrowers) {}

  private Limiter(String title, int permits) {
    this.title = title;
    this.permits = checked(permits);
  }

  /// A limiter.
  ///
  /// @param permits how many may be in at a time; with 0 nobody until it is resized
  /// @return the limiter
  /// @throws IllegalArgumentException if `permits` is negative
  public static Limiter of(int permits) {
    return new Limiter("limiter", permits);
  }

  /// A limiter with a name, for messages and inspection.
  ///
  /// @param name its name
  /// @param permits how many may be in at a time; with 0 nobody until it is resized
  /// @return the limiter
  /// @throws IllegalArgumentException if `permits` is negative
  public static Limiter of(String name, int permits) {
    return new Limiter("limiter \"" + name + "\"", permits);
  }

  private static int checked(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException(
          "a limiter cannot have " + permits + " permits; give it 0 or more");
    }
    return permits;
  }

  /// Runs an operation with a permit, which is given back when it ends, however it ends. Waits for
  /// the permit like [#acquire()].
  ///
  /// @param op the operation
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if the operation fails
  /// @throws IllegalStateException if the calling thread holds a permit already
  /// @throws InterruptedException if the calling task is cancelled
  public <T extends @Nullable Object, X extends Exception> T run(Op<T, X> op)
      throws X, InterruptedException {
    return run(Thread.currentThread(), op);
  }

  /// Runs an operation with a permit that is borrowed on behalf of `borrower`. Otherwise like
  /// [#run(Op)].
  ///
  /// @param borrower for whom; compared by `equals`
  /// @param op the operation
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if the operation fails
  /// @throws IllegalStateException if the borrower holds a permit already or waits for one
  /// @throws InterruptedException if the calling task is cancelled
  public <T extends @Nullable Object, X extends Exception> T run(Object borrower, Op<T, X> op)
      throws X, InterruptedException {
    acquire(borrower);
    try {
      return op.call();
    } finally {
      release(borrower);
    }
  }

  /// Borrows a permit for the calling thread; waits until it is its turn and one is free. To be
  /// given back by [#release()] of the same thread.
  ///
  /// A cancellation of the calling task ends the wait, and no permit is held then.
  ///
  /// @throws IllegalStateException if the calling thread holds a permit already
  /// @throws InterruptedException if the calling task is cancelled, also when a permit is free
  public void acquire() throws InterruptedException {
    acquire(Thread.currentThread());
  }

  /// Borrows a permit on behalf of `borrower`, to be given back by [#release(Object)]. Otherwise
  /// like [#acquire()].
  ///
  /// @param borrower for whom; compared by `equals`
  /// @throws IllegalStateException if the borrower holds a permit already or waits for one
  /// @throws InterruptedException if the calling task is cancelled, also when a permit is free
  public void acquire(Object borrower) throws InterruptedException {
    acquire(borrower, Bound.NONE);
  }

  /// Borrows a permit for the calling thread if one is free and nobody waits. Does not wait.
  ///
  /// @return whether a permit is held
  /// @throws IllegalStateException if the calling thread holds a permit already
  public boolean tryAcquire() {
    return tryAcquire(Thread.currentThread());
  }

  /// Borrows a permit on behalf of `borrower` if one is free and nobody waits. Does not wait.
  ///
  /// @param borrower for whom; compared by `equals`
  /// @return whether a permit is held
  /// @throws IllegalStateException if the borrower holds a permit already or waits for one
  public boolean tryAcquire(Object borrower) {
    guard.lock();
    try {
      refuseTwice(borrower);
      return line.isNext() && take(borrower) == 0;
    } finally {
      guard.unlock();
    }
  }

  /// Borrows a permit for the calling thread, waiting for at most `timeout`. Otherwise like
  /// [#acquire()].
  ///
  /// @param timeout how long to wait; zero or less does not wait
  /// @return whether a permit is held
  /// @throws IllegalStateException if the calling thread holds a permit already
  /// @throws InterruptedException if the calling task is cancelled, also when a permit is free
  public boolean tryAcquire(Duration timeout) throws InterruptedException {
    return tryAcquire(Thread.currentThread(), timeout);
  }

  /// Borrows a permit on behalf of `borrower`, waiting for at most `timeout`. Otherwise like
  /// [#acquire()].
  ///
  /// @param borrower for whom; compared by `equals`
  /// @param timeout how long to wait; zero or less does not wait
  /// @return whether a permit is held
  /// @throws IllegalStateException if the borrower holds a permit already or waits for one
  /// @throws InterruptedException if the calling task is cancelled, also when a permit is free
  public boolean tryAcquire(Object borrower, Duration timeout) throws InterruptedException {
    return acquire(borrower, Bound.in(timeout));
  }

  private boolean acquire(Object borrower, Bound bound) throws InterruptedException {
    Line.checkpoint();
    if (begin(borrower)) {
      return true;
    }
    try {
      return line.await(bound, 1, () -> take(borrower));
    } finally {
      // By now another thread may wait for the same borrower.
      pending.remove(borrower, Thread.currentThread());
    }
  }

  /// Takes a permit if one is free and nobody waits, else notes that the borrower is going to wait.
  private boolean begin(Object borrower) {
    guard.lock();
    try {
      refuseTwice(borrower);
      if (line.isNext() && take(borrower) == 0) {
        return true;
      }
      pending.put(borrower, Thread.currentThread());
      return false;
    } finally {
      guard.unlock();
    }
  }

  private long take(Object borrower) {
    if (!isFree()) {
      return Bound.UNTIL_WOKEN;
    }
    borrowers.put(borrower, Thread.currentThread());
    pending.remove(borrower);
    return 0;
  }

  private boolean isFree() {
    return borrowers.size() < permits;
  }

  private void refuseTwice(Object borrower) {
    if (borrowers.containsKey(borrower)) {
      throw new IllegalStateException(
          text(borrower)
              + " holds a permit of "
              + this
              + " already; release it first. (The operations of a gather may run on the thread that"
              + " calls it.)");
    }
    if (pending.containsKey(borrower)) {
      throw new IllegalStateException(
          text(borrower) + " waits for a permit of " + this + " already; use another borrower");
    }
  }

  /// Gives back the permit of the calling thread; who has waited longest is woken. Does not wait,
  /// also when the task is cancelled.
  ///
  /// @throws IllegalStateException if the calling thread holds none
  public void release() {
    release(Thread.currentThread());
  }

  /// Gives back the permit of `borrower`, from any thread. Otherwise like [#release()].
  ///
  /// @param borrower for whom it was borrowed
  /// @throws IllegalStateException if the borrower holds none
  public void release(Object borrower) {
    guard.lock();
    try {
      if (borrowers.remove(borrower) == null) {
        throw new IllegalStateException(
            text(borrower)
                + " holds no permit of "
                + this
                + "; release once what was acquired, for the same borrower");
      }
      if (isFree()) {
        line.wakeFirst();
      }
    } finally {
      guard.unlock();
    }
  }

  /// Changes the number of permits. Those who wait are let in, in their order, as far as it has
  /// grown; if it has shrunk below what is out, nobody is let in until enough came back. Does not
  /// wait.
  ///
  /// @param permits how many may be in at a time from now on; with 0 nobody
  /// @throws IllegalArgumentException if `permits` is negative
  public void resize(int permits) {
    checked(permits);
    guard.lock();
    try {
      this.permits = permits;
      if (isFree()) {
        line.wakeFirst();
      }
    } finally {
      guard.unlock();
    }
  }

  /// How many permits there are, and who has them.
  ///
  /// @return the figures, all of the same moment
  public Statistics statistics() {
    guard.lock();
    try {
      return new Statistics(
          permits, borrowers.size(), line.size(), List.copyOf(borrowers.keySet()));
    } finally {
      guard.unlock();
    }
  }

  /// The threads that have borrowed and not given back: for an object on whose behalf a permit was
  /// borrowed, the thread that did so.
  @Override
  public Collection<Thread> holders() {
    return borrowers.entrySet().stream()
        .map(borrower -> borrower.getKey() instanceof Thread own ? own : borrower.getValue())
        .filter(Thread::isAlive)
        .distinct()
        .toList();
  }

  private static String text(Object borrower) {
    return borrower instanceof Thread thread
        ? "thread \""
            + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName())
            + "\""
        : "borrower \"" + borrower + "\"";
  }

  @Override
  public String toString() {
    return title
        + " ("
        + Math.max(0, permits - borrowers.size())
        + " of "
        + permits
        + " free, "
        + line.size()
        + " waiting)";
  }
}
