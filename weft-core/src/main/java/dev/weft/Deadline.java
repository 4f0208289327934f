package dev.weft;

import dev.weft.internal.Durations;
import dev.weft.internal.Sneaky;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

// How an operation under a deadline ends (conclude):
//
// | own deadline | outer cancelled meanwhile | the operation        | the caller sees           |
// |--------------|---------------------------|----------------------|---------------------------|
// | any          | any                       | returned             | its value                 |
// | not expired  | no                        | threw X              | X                         |
// | any          | yes                       | was broken off       | CancelledException        |
// | any          | yes                       | threw X              | X; the next wait is       |
// |              |                           |                      | cancelled                 |
// | expired      | no                        | was broken off       | DeadlineExceededException |
// | expired      | no                        | threw X unawares     | DeadlineExceededException |
// |              |                           |                      | with X as its cause       |
// | expired      | no                        | threw X in clean-up  | X, and beside it          |
// |              |                           |                      | DeadlineExceededException |
//
// "Broken off": it threw what a cancelled wait throws. "Unawares": the expiry had not yet surfaced
// as an exception in the thread; afterwards a failure is one of the clean-up. Defended by
// DeadlineTest.
/// A budget of time for an operation and everything below it.
///
/// Deadlines are absolute on the monotonic clock ([System#nanoTime()]) and nest: the tightest wins.
/// When one expires, the operation is cancelled as by an outside cancellation and
/// [DeadlineExceededException] is thrown, by this deadline alone; an outer cancellation is never
/// turned into a time-out, nor the reverse. (asyncio `timeout`, Trio `fail_after`.)
///
/// A deadline breaks off what waits. An operation that returns a value, be it late because it
/// computed or swallowed its interrupt, returns that value; nothing that was made is thrown away.
///
/// It runs the operation on the calling thread. If that is a platform thread the JDK's sockets do
/// not heed the interrupt: there put the operation into a task, or see [Tasks#cancelWith(Canceller,
/// Op)]. What goes on for the grace period although it is cancelled is reported with its stack.
///
/// ```java
/// var data = Deadline.within(Duration.ofSeconds(5), () -> client.fetch(uri));
/// ```
public final class Deadline {
  private final Duration budget;

  // Written under the lock, read by any.
  private volatile long at;
  private volatile boolean expired;
  private volatile @Nullable Duration moved;

  // Guarded by this: there while the operation runs.
  private @Nullable Scope running;
  private @Nullable Future<?> timer;

  private Deadline(Duration budget) {
    this.budget = budget;
    this.at = System.nanoTime() + Durations.nanos(budget);
  }

  /// When it expires, on the clock of [System#nanoTime()].
  long at() {
    return at;
  }

  /// Runs an operation on the calling thread under a budget.
  ///
  /// With a zero or negative budget the operation does not run.
  ///
  /// @param budget how long the operation may take
  /// @param op the operation
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if the operation fails
  /// @throws DeadlineExceededException if this deadline expires first
  /// @throws InterruptedException if the calling task is cancelled from outside
  public static <T extends @Nullable Object, X extends Exception> T within(
      Duration budget, Op<T, X> op) throws X, InterruptedException {
    return new Deadline(budget).run(Scope.Kind.OPEN, op);
  }

  /// Runs an operation under a budget, and makes do with a fallback if this deadline, and no other,
  /// expires first. The fallback runs when the operation has ended, outside of this deadline. (Trio
  /// `move_on_after`.)
  ///
  /// ```java
  /// var prices = Deadline.within(Duration.ofMillis(300), () -> market.live(), () -> market.cached());
  /// ```
  ///
  /// @param budget how long the operation may take; with a zero or negative one it does not run
  /// @param op the operation
  /// @param fallback what is done instead when it could not end in time
  /// @param <T> what they return
  /// @param <X> what they may fail with
  /// @return the result of the one or the other
  /// @throws X if the operation fails, or the fallback
  /// @throws InterruptedException if the calling task is cancelled from outside
  public static <T extends @Nullable Object, X extends Exception> T within(
      Duration budget, Op<? extends T, ? extends X> op, Op<? extends T, ? extends X> fallback)
      throws X, InterruptedException {
    var deadline = new Deadline(budget);
    try {
      return deadline.<T, X>run(Scope.Kind.OPEN, op::call);
    } catch (DeadlineExceededException e) {
      if (e.deadline() != deadline) {
        throw e;
      }
    }
    return fallback.call();
  }

  /// Runs an operation that is given its deadline: one that makes do with what it has when its time
  /// is over asks [#expired()] whether that is why it was interrupted. Otherwise like
  /// [#within(Duration, Op)].
  ///
  /// ```java
  /// var hits = Deadline.within(Duration.ofSeconds(1), deadline -> {
  ///   var found = new ArrayList<Hit>();
  ///   try {
  ///     search(found::add);
  ///   } catch (InterruptedException e) {
  ///     if (!deadline.expired()) {
  ///       throw e;
  ///     }
  ///   }
  ///   return found;
  /// });
  /// ```
  ///
  /// @param budget how long the operation may take
  /// @param op the operation
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if the operation fails
  /// @throws DeadlineExceededException if this deadline expires first and the operation does not
  ///   return
  /// @throws InterruptedException if the calling task is cancelled from outside
  public static <T extends @Nullable Object, X extends Exception> T within(
      Duration budget, DeadlineOp<T, X> op) throws X, InterruptedException {
    var deadline = new Deadline(budget);
    return deadline.run(Scope.Kind.OPEN, () -> op.call(deadline));
  }

  /// What is left of the tightest budget in force for the calling thread; zero if it has run out,
  /// empty if there is none. Inside a [Shield] only the budgets inside it count.
  ///
  /// @return the remaining time
  public static Optional<Duration> remaining() {
    long now = System.nanoTime();
    long tightest = Long.MAX_VALUE;
    boolean found = false;
    for (Scope scope = Strand.currentScope(); scope != null; scope = scope.outer) {
      if (scope.deadline != null) {
        found = true;
        tightest = Math.min(tightest, scope.deadline.at - now);
      }
      if (scope.shield) {
        break;
      }
    }
    return found ? Optional.of(Duration.ofNanos(Math.max(0, tightest))) : Optional.empty();
  }

  /// The budget that the operation was given, without what it was moved by.
  ///
  /// @return the budget
  public Duration budget() {
    return budget;
  }

  /// Moves this deadline, from any thread: from now on the operation has this much time. Without
  /// effect on the deadlines around, of which the tightest still wins. (asyncio
  /// `Timeout.reschedule`, Trio's settable `CancelScope.deadline`.)
  ///
  /// @param fromNow how long the operation may still take; with a zero or negative time it expires
  ///   at once
  /// @throws IllegalStateException if this deadline has expired or its operation has ended; nothing
  ///   is changed
  public void reschedule(Duration fromNow) {
    Scope due = null;
    synchronized (this) {
      Scope scope = running;
      if (expired) {
        throw new IllegalStateException(
            this + " has expired and cannot be moved; start another one by Deadline.within()");
      }
      if (scope == null || timer == null) {
        throw new IllegalStateException(
            "the operation of " + this + " has ended; move a deadline while it runs");
      }
      timer.cancel(false);
      moved = fromNow;
      long nanos = Durations.nanos(fromNow);
      at = System.nanoTime() + nanos;
      if (nanos > 0) {
        timer = Timers.schedule(nanos, () -> expire(scope));
      } else {
        due = scope;
      }
    }
    if (due != null) {
      expire(due);
    }
  }

  /// Whether this deadline ran out before its operation ended, whatever the operation made of it.
  ///
  /// @return true from the moment of expiry
  public boolean expired() {
    return expired;
  }

  static <T extends @Nullable Object, X extends Exception> T shielded(Duration bound, Op<T, X> op)
      throws X, InterruptedException {
    return new Deadline(bound).run(Scope.Kind.SHIELD, op);
  }

  private <T extends @Nullable Object, X extends Exception> T run(Scope.Kind kind, Op<T, X> op)
      throws X, InterruptedException {
    if (!budget.isPositive()) {
      if (kind == Scope.Kind.OPEN) {
        // Whoever has no time left because it was cancelled is told of that.
        Tasks.checkCancelled();
      }
      expired = true;
      throw new DeadlineExceededException(this, null);
    }
    Scope scope = Strand.enter(kind, null, this);
    arm(scope);
    T value;
    try {
      value = op.call();
    } catch (Throwable thrown) {
      disarm();
      Throwable conclusion = conclude(scope, thrown);
      scope.strand.leave(scope, conclusion);
      throw Sneaky.<X>rethrow(conclusion);
    }
    disarm();
    scope.strand.leave(scope, null);
    return value;
  }

  private synchronized void arm(Scope scope) {
    running = scope;
    timer = Timers.schedule(at - System.nanoTime(), () -> expire(scope));
  }

  private synchronized void disarm() {
    running = null;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /// Called when it is due, by the timer or by whoever sees it first. A timer that fires as the
  /// operation ends comes too late, and one that fires as the deadline is moved too early.
  private void expire(Scope scope) {
    synchronized (this) {
      if (running == null || at - System.nanoTime() > 0) {
        return;
      }
      expired = true;
    }
    var stack = scope.shield ? scope.strand.stack() : null;
    if (scope.cancel(new Cancellation(this + " exceeded", "deadline"))) {
      if (stack != null) {
        Shield.reportExceeded(scope.strand, this, stack);
      } else {
        lookAfter(scope.strand);
      }
    }
  }

  /// Nobody waits for the operation but its own thread: if that ignores the expiry, the timer says
  /// so.
  private synchronized void lookAfter(Strand strand) {
    if (running != null) {
      timer = Patience.lookAfter(strand);
    }
  }

  private Throwable conclude(Scope scope, Throwable thrown) {
    if (scope.own() != null && scope.arrivedFromOutside() == null) {
      expireOuterDue(scope);
    }
    Strand strand = scope.strand;
    Cancellation own = scope.own();
    Cancellation outside = scope.arrivedFromOutside();
    boolean broken = strand.tellsOfCancellation(thrown);
    if (own == null || outside != null) {
      return outside != null && broken ? CancelledException.of(outside, thrown) : thrown;
    }
    if (thrown instanceof CancelledException cancelled && cancelled.cancellation() != own) {
      return thrown;
    }
    if (broken || (thrown instanceof Exception && !strand.hasObserved())) {
      return new DeadlineExceededException(this, thrown);
    }
    thrown.addSuppressed(new DeadlineExceededException(this, null));
    return thrown;
  }

  /// Outer deadlines that are due as well expire now, outermost first, whether or not their timers
  /// have come to it: of several that expire together the outermost is the one to be thrown.
  private static void expireOuterDue(Scope scope) {
    if (scope.shield) {
      return;
    }
    long now = System.nanoTime();
    Scope outermost = null;
    for (Scope s = scope.outer; s != null && !s.shield; s = s.outer) {
      if (s.deadline != null && s.deadline.at - now <= 0) {
        outermost = s;
      }
    }
    if (outermost != null && outermost.own() == null && outermost.deadline != null) {
      outermost.deadline.expire(outermost);
    }
  }

  @Override
  public String toString() {
    Duration last = moved;
    return "deadline of "
        + Durations.text(budget)
        + (last == null ? "" : " rescheduled to " + Durations.text(last));
  }
}
