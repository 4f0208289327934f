package dev.weft;

import dev.weft.internal.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

// Long because it is the one place to look for what is done with several operations, and because
// Java has no way to say "for each number of types"; it decides nothing itself.
/// Operations side by side: start several, wait for them, keep their exception types.
///
/// | What you have | What you want | Use |
/// |---|---|---|
/// | operations | all results | [gather][#gather(Collection)] |
/// | operations | how each of them ended | [settle][#settle(Collection)] |
/// | operations | the first success | [race][#race(Collection)], [firstSuccess][#firstSuccess(Collection)] |
/// | operations | the first `k` successes | [quorum][#quorum(int, Collection)] |
/// | one that is sometimes slow | a second attempt after a delay | [hedge][#hedge(Duration, Op)] |
/// | tasks that were started | those that have ended | [await][#await(Collection, ReturnWhen)] |
/// | tasks that were started | one after the other as they end | [asCompleted][#asCompleted(Collection)] |
///
/// What starts operations blocks until all that it started has ended, also when it fails or is
/// cancelled. They run as children of the calling task: one that blocks costs a virtual thread, one
/// that does not may be run by the thread that waits. (asyncio `gather`, `wait`, `as_completed`.)
///
/// So an operation may find the thread-locals of the caller or of an operation that has ended, and
/// a lock that the caller holds is reentrant to it. An interrupt by somebody who does not use Weft
/// is the caller's if it hits an operation on the caller's thread, and a failure of the operation
/// elsewhere.
public final class Tasks {
  private Tasks() {}

  /// Runs all operations at once and returns their results in order. The first failure cancels the
  /// others and is thrown as it is, with their failures suppressed on it.
  ///
  /// @param ops what to run; none gives an empty list
  /// @param <T> what they return
  /// @param <X> what they may fail with
  /// @return the results, in the order of the operations
  /// @throws X if one of them fails
  /// @throws TaskFailedException if one of them was interrupted by somebody who does not use Weft,
  ///   on a thread that is not the caller's
  /// @throws TaskCancelledException if one of them cancels itself
  /// @throws InterruptedException if the calling task is cancelled or its thread interrupted
  public static <T extends @Nullable Object, X extends Exception> List<T> gather(
      Collection<? extends Op<? extends T, ? extends X>> ops) throws X, InterruptedException {
    return results(Tasks.<T, X>gatherAll(array(ops)));
  }

  /// Runs an operation for each item at once and returns the results in order. Otherwise like
  /// [#gather(Collection)].
  ///
  /// @param items what to run it for
  /// @param op the operation
  /// @param <I> the items
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return the results, in the order of the items
  /// @throws X if it fails for one of them
  /// @throws InterruptedException if the calling task is cancelled
  public static <I extends @Nullable Object, T extends @Nullable Object, X extends Exception>
      List<T> gather(Collection<? extends I> items, ItemOp<? super I, ? extends T, ? extends X> op)
          throws X, InterruptedException {
    return results(Tasks.<T, X>gatherAll(Tasks.<I, T>array(items, op)));
  }

  /// Runs all operations at once and returns how each of them ended, in order. A failure touches
  /// nobody else.
  ///
  /// @param ops what to run
  /// @param <T> what they return
  /// @return the outcomes, in the order of the operations
  /// @throws InterruptedException if the calling task is cancelled
  public static <T extends @Nullable Object> List<Outcome<T>> settle(
      Collection<? extends Op<? extends T, ?>> ops) throws InterruptedException {
    return settleAll(array(ops));
  }

  /// Runs an operation for each item at once and returns how each of them ended, in order.
  ///
  /// @param items what to run it for
  /// @param op the operation
  /// @param <I> the items
  /// @param <T> what it returns
  /// @return the outcomes, in the order of the items
  /// @throws InterruptedException if the calling task is cancelled
  public static <I extends @Nullable Object, T extends @Nullable Object> List<Outcome<T>> settle(
      Collection<? extends I> items, ItemOp<? super I, ? extends T, ?> op)
      throws InterruptedException {
    return settleAll(Tasks.<I, T>array(items, op));
  }

  /// Runs all operations at once and returns how each of them ended, in order.
  ///
  /// @param ops what to run
  /// @param <T> what they return
  /// @return the outcomes, in the order of the operations
  /// @throws InterruptedException if the calling task is cancelled
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object> List<Outcome<T>> settle(Op<? extends T, ?>... ops)
      throws InterruptedException {
    return settleAll(ops.clone());
  }

  /// Runs all operations at once and returns the result of the first that succeeds. The others are
  /// cancelled and awaited, and a value that comes too late and is [AutoCloseable] is closed.
  ///
  /// A failure does not end the race: another operation may still succeed. Failures that were not
  /// needed are written to the debug log; [#firstSuccess(Collection)] returns them. To go on with
  /// whoever *ends* first, however, start tasks and use [#await(Collection, ReturnWhen)].
  ///
  /// (JavaScript `Promise.any`; JEP 505 `anySuccessfulResultOrThrow`; in Trio and Go it is written
  /// by hand, with a nursery that is cancelled or a context and a channel. Not JavaScript's
  /// `Promise.race` nor asyncio's `FIRST_COMPLETED`, which a failure can win.)
  ///
  /// @param ops what to run
  /// @param <T> what they return
  /// @param <X> what they may fail with
  /// @return what the winner returned
  /// @throws X if all fail: the first failure, with the others suppressed on it
  /// @throws TaskFailedException if that is the interruption of an operation by somebody who does
  ///   not use Weft
  /// @throws TaskCancelledException if none succeeds nor fails, because they cancel themselves
  /// @throws IllegalArgumentException if there is no operation
  /// @throws InterruptedException if the calling task is cancelled before there is a winner
  public static <T extends @Nullable Object, X extends Exception> T race(
      Collection<? extends Op<? extends T, ? extends X>> ops) throws X, InterruptedException {
    return Tasks.<T, X>quorumAll("race", 1, array(ops)).getFirst();
  }

  /// Runs all operations at once and returns the result of the first that succeeds. See
  /// [#race(Collection)].
  ///
  /// @param ops what to run
  /// @param <T> what they return
  /// @param <X> what they may fail with
  /// @return what the winner returned
  /// @throws X if all fail: the first failure, with the others suppressed on it
  /// @throws InterruptedException if the calling task is cancelled before there is a winner
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object, X extends Exception> T race(
      Op<? extends T, ? extends X>... ops) throws X, InterruptedException {
    return Tasks.<T, X>quorumAll("race", 1, ops.clone()).getFirst();
  }

  /// Runs an operation for each item at once and returns the result of the first that succeeds. See
  /// [#race(Collection)].
  ///
  /// @param items what to run it for
  /// @param op the operation
  /// @param <I> the items
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return what the winner returned
  /// @throws X if it fails for all of them: the first failure, with the others suppressed on it
  /// @throws InterruptedException if the calling task is cancelled before there is a winner
  public static <I extends @Nullable Object, T extends @Nullable Object, X extends Exception>
      T race(Collection<? extends I> items, ItemOp<? super I, ? extends T, ? extends X> op)
          throws X, InterruptedException {
    return Tasks.<T, X>quorumAll("race", 1, Tasks.<I, T>array(items, op)).getFirst();
  }

  /// A [race][#race(Collection)] that also tells who has won and what has failed: before the winner
  /// succeeded, and after that in the clean-up of a loser.
  ///
  /// @param ops what to run
  /// @param <T> what they return
  /// @param <X> what they may fail with
  /// @return the winner's result, its index, and the failures
  /// @throws X if all fail: the first failure, with the others suppressed on it
  /// @throws InterruptedException if the calling task is cancelled before there is a winner
  public static <T extends @Nullable Object, X extends Exception> FirstSuccess<T> firstSuccess(
      Collection<? extends Op<? extends T, ? extends X>> ops) throws X, InterruptedException {
    return Tasks.<T, X>firstSuccessOf(array(ops));
  }

  /// A [race][#race(Collection)] that also tells who has won and what has failed. See
  /// [#firstSuccess(Collection)].
  ///
  /// @param ops what to run
  /// @param <T> what they return
  /// @param <X> what they may fail with
  /// @return the winner's result, its index, and the failures
  /// @throws X if all fail: the first failure, with the others suppressed on it
  /// @throws InterruptedException if the calling task is cancelled before there is a winner
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object, X extends Exception> FirstSuccess<T> firstSuccess(
      Op<? extends T, ? extends X>... ops) throws X, InterruptedException {
    return Tasks.<T, X>firstSuccessOf(ops.clone());
  }

  /// Runs all operations at once and returns the results of the first `k` that succeed, in the
  /// order of the operations. The others are cancelled and awaited, and a value that is not
  /// returned and is [AutoCloseable] is closed.
  ///
  /// As soon as more have failed than may, the rest is cancelled and the first failure thrown: it
  /// waits for nobody who can't change that. Failures that were not needed are written to the debug
  /// log. (The quorum of replicated stores; a [race][#race(Collection)] is that of one.)
  ///
  /// @param k how many have to succeed; of 0 nothing is run and the list is empty
  /// @param ops what to run
  /// @param <T> what they return
  /// @param <X> what they may fail with
  /// @return `k` results, in the order of the operations
  /// @throws X if too many fail: the first failure, with the others suppressed on it
  /// @throws TaskFailedException if that is the interruption of an operation by somebody who does
  ///   not use Weft
  /// @throws TaskCancelledException if too few succeed and none fails, because they cancel
  ///   themselves
  /// @throws IllegalArgumentException if `k` is negative or more than there are operations
  /// @throws InterruptedException if the calling task is cancelled before there is a quorum
  public static <T extends @Nullable Object, X extends Exception> List<T> quorum(
      int k, Collection<? extends Op<? extends T, ? extends X>> ops)
      throws X, InterruptedException {
    return Tasks.<T, X>quorumAll("quorum", k, array(ops));
  }

  /// Runs all operations at once and returns the results of the first `k` that succeed, in the
  /// order of the operations. See [#quorum(int, Collection)].
  ///
  /// @param k how many have to succeed; of 0 nothing is run and the list is empty
  /// @param ops what to run
  /// @param <T> what they return
  /// @param <X> what they may fail with
  /// @return `k` results, in the order of the operations
  /// @throws X if too many fail: the first failure, with the others suppressed on it
  /// @throws InterruptedException if the calling task is cancelled before there is a quorum
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T extends @Nullable Object, X extends Exception> List<T> quorum(
      int k, Op<? extends T, ? extends X>... ops) throws X, InterruptedException {
    return Tasks.<T, X>quorumAll("quorum", k, ops.clone());
  }

  /// Runs an operation for each item at once and returns the results of the first `k` that succeed,
  /// in the order of the items. See [#quorum(int, Collection)].
  ///
  /// @param k how many have to succeed; of 0 nothing is run and the list is empty
  /// @param items what to run it for
  /// @param op the operation
  /// @param <I> the items
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return `k` results, in the order of the items
  /// @throws X if it fails for too many: the first failure, with the others suppressed on it
  /// @throws InterruptedException if the calling task is cancelled before there is a quorum
  public static <I extends @Nullable Object, T extends @Nullable Object, X extends Exception>
      List<T> quorum(
          int k, Collection<? extends I> items, ItemOp<? super I, ? extends T, ? extends X> op)
          throws X, InterruptedException {
    return Tasks.<T, X>quorumAll("quorum", k, Tasks.<I, T>array(items, op));
  }

  /// Runs an operation, and again beside it whenever it has not ended after a delay: for one that
  /// is sometimes slow and may be done several times. Otherwise like [#hedge(Duration,
  /// Collection)].
  ///
  /// ```java
  /// var page = Tasks.hedge(Duration.ofMillis(50), 3, () -> fetch(uri));
  /// ```
  ///
  /// @param delay how long to wait for the attempts so far before the next one; not negative
  /// @param attempts how many there may be, at least 1
  /// @param op what to attempt
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return what the first attempt that succeeded returned
  /// @throws X if all attempts fail: the first failure, with the others suppressed on it
  /// @throws IllegalArgumentException if the delay is negative or there is no attempt
  /// @throws InterruptedException if the calling task is cancelled before one succeeds
  public static <T extends @Nullable Object, X extends Exception> T hedge(
      Duration delay, int attempts, Op<? extends T, ? extends X> op)
      throws X, InterruptedException {
    if (attempts < 1) {
      throw new IllegalArgumentException(
          "hedge of " + attempts + " attempts never runs; allow at least 1");
    }
    return Tasks.<T, X>hedge(delay, Collections.nCopies(attempts, op));
  }

  /// Runs an operation, and once more beside it if it has not ended after a delay. See
  /// [#hedge(Duration, int, Op)].
  ///
  /// @param delay how long the first attempt has for itself; not negative
  /// @param op what to attempt
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return what the first attempt that succeeded returned
  /// @throws X if both attempts fail: the first failure, with the other suppressed on it
  /// @throws InterruptedException if the calling task is cancelled before one succeeds
  public static <T extends @Nullable Object, X extends Exception> T hedge(
      Duration delay, Op<? extends T, ? extends X> op) throws X, InterruptedException {
    return Tasks.<T, X>hedge(delay, 2, op);
  }

  /// Attempts operations one after the other without giving up on the earlier ones: the next one
  /// starts when `delay` has passed since the last start, or at once for each that fails. The first
  /// success wins. As in a [race][#race(Collection)] every attempt counts, the others are cancelled
  /// and awaited, and a value that comes too late and is [AutoCloseable] is closed.
  ///
  /// (asyncio's internal `staggered_race`, Happy Eyeballs of RFC 8305, the hedging of gRPC.)
  ///
  /// @param delay how long to wait for the attempts so far before the next one; not negative, and
  ///   with none it is a race
  /// @param ops the attempts, in order
  /// @param <T> what they return
  /// @param <X> what they may fail with
  /// @return what the first attempt that succeeded returned
  /// @throws X if all fail: the first failure, with the others suppressed on it
  /// @throws TaskFailedException if that is the interruption of an attempt by somebody who does not
  ///   use Weft
  /// @throws TaskCancelledException if none succeeds nor fails, because they cancel themselves
  /// @throws IllegalArgumentException if the delay is negative or there is no attempt
  /// @throws InterruptedException if the calling task is cancelled before one succeeds
  public static <T extends @Nullable Object, X extends Exception> T hedge(
      Duration delay, Collection<? extends Op<? extends T, ? extends X>> ops)
      throws X, InterruptedException {
    if (delay.isNegative()) {
      throw new IllegalArgumentException(
          "delay of " + Durations.text(delay) + " is negative; use zero to attempt all at once");
    }
    var tally = new Tally<T>("hedge", requireQuorum("hedge", 1, ops.size()), ops.size());
    Contest.stagger(Durations.nanos(delay), array(ops), tally);
    return tally.<X>values().getFirst();
  }

  /// Waits for tasks that were started before, until one has ended, one has failed, or all have
  /// ended. Returns which have ended and which have not; their outcomes, failures too, stay with
  /// them. The tasks may belong to different groups.
  ///
  /// It cancels nobody: whoever has enough cancels the rest by [Task#cancel(String)], and their
  /// groups wait for them. In a group that fails with its first child a failure also cancels the
  /// one who waits; where failures are to be looked at here, use
  /// [TaskGroup#supervise(TaskGroup.Body)].
  ///
  /// Cancellation of the waiting task ends the wait; it touches nobody else. What the tasks that
  /// are done did happens-before the return. (asyncio `wait`.)
  ///
  /// ```java
  /// var waited = Tasks.await(tasks, ReturnWhen.FIRST_COMPLETED);
  /// waited.pending().forEach(task -> task.cancel("not needed"));
  /// ```
  ///
  /// @param tasks what to wait for. None at all: there is nothing to wait for, except for
  ///   [ReturnWhen#FIRST_COMPLETED]
  /// @param when which end of a task ends the wait
  /// @param <K> the tasks: `Task<User>`, or `Task<?>` for a mixture
  /// @return those that had ended and those that had not, each in the order of `tasks`
  /// @throws IllegalArgumentException if the first of no tasks is waited for
  /// @throws IllegalStateException if the calling task is one of them, or if all must end and one
  ///   of them is around the calling task or waits for it in turn
  /// @throws InterruptedException if the waiting task is cancelled
  public static <K extends Task<?>> Waited<K> await(Collection<? extends K> tasks, ReturnWhen when)
      throws InterruptedException {
    return new TaskWait<K>(tasks, when).await(null);
  }

  /// Waits for tasks for some time at most. That the time is over is no failure: what has ended by
  /// then and what has not is the result. Otherwise like [#await(Collection, ReturnWhen)].
  ///
  /// @param tasks what to wait for
  /// @param when which end of a task ends the wait
  /// @param timeout how long to wait at most; does not wait if it is zero or negative
  /// @param <K> the tasks: `Task<User>`, or `Task<?>` for a mixture
  /// @return those that had ended and those that had not, each in the order of `tasks`
  /// @throws IllegalArgumentException if the first of no tasks is waited for
  /// @throws IllegalStateException if the calling task is one of them
  /// @throws InterruptedException if the waiting task is cancelled
  public static <K extends Task<?>> Waited<K> await(
      Collection<? extends K> tasks, ReturnWhen when, Duration timeout)
      throws InterruptedException {
    return new TaskWait<K>(tasks, when).await(timeout);
  }

  /// Tasks that were started before, in the order in which they end: the task itself, so that it is
  /// known whose outcome it is, and a failure does not end the loop. They may belong to different
  /// groups.
  ///
  /// Whoever leaves the loop early closes the completions, and leaves nothing behind at the tasks;
  /// [Completions#forEach(Completions.Visitor)] does it by itself. The tasks go on, until their
  /// group ends: by an exception that leaves its body it cancels and awaits them, by
  /// [TaskGroup#cancel] too, after which the body may return a value. A bound on the time is that
  /// of a [Deadline] around. (asyncio `as_completed`.)
  ///
  /// ```java
  /// try (var completed = Tasks.asCompleted(tasks)) {
  ///   while (completed.hasNext()) {
  ///     var task = completed.next();
  ///     show(task.name(), task.outcome());
  ///   }
  /// }
  /// ```
  ///
  /// @param tasks what to wait for; of none there is no next one
  /// @param <K> the tasks: `Task<User>`, or `Task<?>` for a mixture
  /// @return the tasks, as they end
  /// @throws IllegalStateException if the calling task is one of them. Whether they wait for it in
  ///   turn is not looked for: another may end first
  public static <K extends Task<?>> Completions<K> asCompleted(Collection<? extends K> tasks) {
    return new Completions<>(tasks);
  }

  /// Runs two operations at once. See [#gather(Collection)].
  ///
  /// @param first the first operation
  /// @param second the second operation
  /// @param <A> what the first returns
  /// @param <B> what the second returns
  /// @param <X> what they may fail with
  /// @return the results
  /// @throws X if one of them fails
  /// @throws InterruptedException if the calling task is cancelled
  public static <A extends @Nullable Object, B extends @Nullable Object, X extends Exception>
      Gathered.Two<A, B> gather(
          Op<? extends A, ? extends X> first, Op<? extends B, ? extends X> second)
          throws X, InterruptedException {
    Crew<?> r = Tasks.<@Nullable Object, X>gatherAll(ops(first, second));
    return new Gathered.Two<>(r.valueAs(0), r.valueAs(1));
  }

  /// Runs three operations at once. See [#gather(Collection)].
  ///
  /// @param first the first operation
  /// @param second the second operation
  /// @param third the third operation
  /// @param <A> what the first returns
  /// @param <B> what the second returns
  /// @param <C> what the third returns
  /// @param <X> what they may fail with
  /// @return the results
  /// @throws X if one of them fails
  /// @throws InterruptedException if the calling task is cancelled
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          X extends Exception>
      Gathered.Three<A, B, C> gather(
          Op<? extends A, ? extends X> first,
          Op<? extends B, ? extends X> second,
          Op<? extends C, ? extends X> third)
          throws X, InterruptedException {
    Crew<?> r = Tasks.<@Nullable Object, X>gatherAll(ops(first, second, third));
    return new Gathered.Three<>(r.valueAs(0), r.valueAs(1), r.valueAs(2));
  }

  /// Runs four operations at once. See [#gather(Collection)].
  ///
  /// @param first the first operation
  /// @param second the second operation
  /// @param third the third operation
  /// @param fourth the fourth operation
  /// @param <A> what the first returns
  /// @param <B> what the second returns
  /// @param <C> what the third returns
  /// @param <D> what the fourth returns
  /// @param <X> what they may fail with
  /// @return the results
  /// @throws X if one of them fails
  /// @throws InterruptedException if the calling task is cancelled
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          X extends Exception>
      Gathered.Four<A, B, C, D> gather(
          Op<? extends A, ? extends X> first,
          Op<? extends B, ? extends X> second,
          Op<? extends C, ? extends X> third,
          Op<? extends D, ? extends X> fourth)
          throws X, InterruptedException {
    Crew<?> r = Tasks.<@Nullable Object, X>gatherAll(ops(first, second, third, fourth));
    return new Gathered.Four<>(r.valueAs(0), r.valueAs(1), r.valueAs(2), r.valueAs(3));
  }

  /// Runs five operations at once. See [#gather(Collection)].
  ///
  /// @param first the first operation
  /// @param second the second operation
  /// @param third the third operation
  /// @param fourth the fourth operation
  /// @param fifth the fifth operation
  /// @param <A> what the first returns
  /// @param <B> what the second returns
  /// @param <C> what the third returns
  /// @param <D> what the fourth returns
  /// @param <E> what the fifth returns
  /// @param <X> what they may fail with
  /// @return the results
  /// @throws X if one of them fails
  /// @throws InterruptedException if the calling task is cancelled
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          E extends @Nullable Object,
          X extends Exception>
      Gathered.Five<A, B, C, D, E> gather(
          Op<? extends A, ? extends X> first,
          Op<? extends B, ? extends X> second,
          Op<? extends C, ? extends X> third,
          Op<? extends D, ? extends X> fourth,
          Op<? extends E, ? extends X> fifth)
          throws X, InterruptedException {
    Crew<?> r = Tasks.<@Nullable Object, X>gatherAll(ops(first, second, third, fourth, fifth));
    return new Gathered.Five<>(
        r.valueAs(0), r.valueAs(1), r.valueAs(2), r.valueAs(3), r.valueAs(4));
  }

  /// Runs six operations at once. See [#gather(Collection)].
  ///
  /// @param first the first operation
  /// @param second the second operation
  /// @param third the third operation
  /// @param fourth the fourth operation
  /// @param fifth the fifth operation
  /// @param sixth the sixth operation
  /// @param <A> what the first returns
  /// @param <B> what the second returns
  /// @param <C> what the third returns
  /// @param <D> what the fourth returns
  /// @param <E> what the fifth returns
  /// @param <F> what the sixth returns
  /// @param <X> what they may fail with
  /// @return the results
  /// @throws X if one of them fails
  /// @throws InterruptedException if the calling task is cancelled
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          E extends @Nullable Object,
          F extends @Nullable Object,
          X extends Exception>
      Gathered.Six<A, B, C, D, E, F> gather(
          Op<? extends A, ? extends X> first,
          Op<? extends B, ? extends X> second,
          Op<? extends C, ? extends X> third,
          Op<? extends D, ? extends X> fourth,
          Op<? extends E, ? extends X> fifth,
          Op<? extends F, ? extends X> sixth)
          throws X, InterruptedException {
    Crew<?> r =
        Tasks.<@Nullable Object, X>gatherAll(ops(first, second, third, fourth, fifth, sixth));
    return new Gathered.Six<>(
        r.valueAs(0), r.valueAs(1), r.valueAs(2), r.valueAs(3), r.valueAs(4), r.valueAs(5));
  }

  /// Runs seven operations at once. See [#gather(Collection)].
  ///
  /// @param first the first operation
  /// @param second the second operation
  /// @param third the third operation
  /// @param fourth the fourth operation
  /// @param fifth the fifth operation
  /// @param sixth the sixth operation
  /// @param seventh the seventh operation
  /// @param <A> what the first returns
  /// @param <B> what the second returns
  /// @param <C> what the third returns
  /// @param <D> what the fourth returns
  /// @param <E> what the fifth returns
  /// @param <F> what the sixth returns
  /// @param <G> what the seventh returns
  /// @param <X> what they may fail with
  /// @return the results
  /// @throws X if one of them fails
  /// @throws InterruptedException if the calling task is cancelled
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          E extends @Nullable Object,
          F extends @Nullable Object,
          G extends @Nullable Object,
          X extends Exception>
      Gathered.Seven<A, B, C, D, E, F, G> gather(
          Op<? extends A, ? extends X> first,
          Op<? extends B, ? extends X> second,
          Op<? extends C, ? extends X> third,
          Op<? extends D, ? extends X> fourth,
          Op<? extends E, ? extends X> fifth,
          Op<? extends F, ? extends X> sixth,
          Op<? extends G, ? extends X> seventh)
          throws X, InterruptedException {
    Crew<?> r =
        Tasks.<@Nullable Object, X>gatherAll(
            ops(first, second, third, fourth, fifth, sixth, seventh));
    return new Gathered.Seven<>(
        r.valueAs(0),
        r.valueAs(1),
        r.valueAs(2),
        r.valueAs(3),
        r.valueAs(4),
        r.valueAs(5),
        r.valueAs(6));
  }

  /// Runs eight operations at once. See [#gather(Collection)].
  ///
  /// @param first the first operation
  /// @param second the second operation
  /// @param third the third operation
  /// @param fourth the fourth operation
  /// @param fifth the fifth operation
  /// @param sixth the sixth operation
  /// @param seventh the seventh operation
  /// @param eighth the eighth operation
  /// @param <A> what the first returns
  /// @param <B> what the second returns
  /// @param <C> what the third returns
  /// @param <D> what the fourth returns
  /// @param <E> what the fifth returns
  /// @param <F> what the sixth returns
  /// @param <G> what the seventh returns
  /// @param <H> what the eighth returns
  /// @param <X> what they may fail with
  /// @return the results
  /// @throws X if one of them fails
  /// @throws InterruptedException if the calling task is cancelled
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          E extends @Nullable Object,
          F extends @Nullable Object,
          G extends @Nullable Object,
          H extends @Nullable Object,
          X extends Exception>
      Gathered.Eight<A, B, C, D, E, F, G, H> gather(
          Op<? extends A, ? extends X> first,
          Op<? extends B, ? extends X> second,
          Op<? extends C, ? extends X> third,
          Op<? extends D, ? extends X> fourth,
          Op<? extends E, ? extends X> fifth,
          Op<? extends F, ? extends X> sixth,
          Op<? extends G, ? extends X> seventh,
          Op<? extends H, ? extends X> eighth)
          throws X, InterruptedException {
    Crew<?> r =
        Tasks.<@Nullable Object, X>gatherAll(
            ops(first, second, third, fourth, fifth, sixth, seventh, eighth));
    return new Gathered.Eight<>(
        r.valueAs(0),
        r.valueAs(1),
        r.valueAs(2),
        r.valueAs(3),
        r.valueAs(4),
        r.valueAs(5),
        r.valueAs(6),
        r.valueAs(7));
  }

  /// Runs a blocking call that must not be interrupted: a cancellation that arrives calls
  /// `canceller` on a platform thread of Weft's instead, again at growing intervals until the call
  /// has returned (a request that overtakes its call is lost). Returns only when no request is in
  /// flight, so a late one never hits what comes next.
  ///
  /// What the call throws because of it goes to the caller as it is, and counts as cancellation in
  /// the deadlines, groups and tasks around. A deadline inside the call has the canceller called
  /// too, while it lasts, and so has a group whose body is cancelled; a shield inside it holds the
  /// canceller back, and combinators like [#gather(Collection)] run their operations on other
  /// threads. An interrupt by somebody who does not use Weft is not held back. A request in flight
  /// is waited for without a bound and cannot be cancelled itself: the canceller must see to it
  /// that it returns.
  ///
  /// ```java
  /// return Tasks.cancelWith(statement::cancel, () -> statement.executeQuery());
  /// ```
  ///
  /// @param canceller asks the call to end
  /// @param op the call
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if the call fails or was broken off
  /// @throws InterruptedException if the calling task is cancelled already; the call is not made
  public static <T extends @Nullable Object, X extends Exception> T cancelWith(
      Canceller canceller, Op<T, X> op) throws X, InterruptedException {
    Scope scope = Strand.enterRegion(new CancelRegion(canceller));
    T result;
    try {
      result = op.call();
    } catch (Throwable thrown) {
      scope.strand.leave(scope, thrown);
      throw thrown;
    }
    scope.strand.leave(scope, null);
    return result;
  }

  /// Runs an operation on the calling thread and returns how it ended, as a value: for whoever runs
  /// one operation after the other and must not mistake the end of one for that of all.
  ///
  /// Only the operation's own end becomes a value. The cancellation of the calling task, and an
  /// interrupt that is meant for its thread, are thrown.
  ///
  /// @param op the operation
  /// @param <T> what it returns
  /// @return its success, its failure, or the cancellation of a scope inside it
  /// @throws CancelledException if the calling task is cancelled and the operation was broken off
  /// @throws InterruptedException if the operation was interrupted by somebody who does not use
  ///   Weft
  public static <T extends @Nullable Object> Outcome<T> attempt(Op<? extends T, ?> op)
      throws InterruptedException {
    try {
      return new Outcome.Success<>(op.call());
    } catch (Throwable thrown) {
      Scope scope = Strand.currentScope();
      Cancellation why = scope == null ? null : scope.cancellation();
      if (scope != null && why != null && scope.strand.tellsOfCancellation(thrown)) {
        scope.strand.observe();
        throw CancelledException.of(why, thrown);
      }
      return switch (thrown) {
        case CancelledException told -> new Outcome.Cancelled<>(told.cancellation());
        case InterruptedException interruption -> throw interruption;
        default -> new Outcome.Failure<>(thrown);
      };
    }
  }

  /// Throws if the calling task is cancelled: for long computations, which no wait interrupts.
  ///
  /// @throws CancelledException if it is
  public static void checkCancelled() throws CancelledException {
    Strand strand = Strand.current();
    if (strand != null) {
      strand.checkCancelled();
    }
  }

  /// What a wait of one's own throws when the JDK's wait below it was interrupted: the cancellation
  /// of the calling task with its reason and source if it is cancelled, else the interruption
  /// itself. With [#checkCancelled()] in front it makes a wait of Weft's kind: sticky and
  /// explained.
  ///
  /// ```java
  /// Tasks.checkCancelled();
  /// try {
  ///   latch.await();
  /// } catch (InterruptedException e) {
  ///   throw Tasks.explain(e);
  /// }
  /// ```
  ///
  /// @param interruption what the JDK's wait threw
  /// @return what to throw
  public static InterruptedException explain(InterruptedException interruption) {
    Strand strand = Strand.current();
    return strand == null ? interruption : strand.explain(interruption);
  }

  private static <T extends @Nullable Object, X extends Exception> List<T> quorumAll(
      String name, int k, Op<? extends T, ?>[] ops) throws X, InterruptedException {
    if (requireQuorum(name, k, ops.length) == 0) {
      return List.of();
    }
    var tally = new Tally<T>(name, k, ops.length);
    Contest.run(ops, tally);
    return tally.<X>values();
  }

  private static <T extends @Nullable Object, X extends Exception> FirstSuccess<T> firstSuccessOf(
      Op<? extends T, ?>[] ops) throws X, InterruptedException {
    var tally = new Tally<T>("race", requireQuorum("race", 1, ops.length), ops.length);
    Contest.run(ops, tally);
    return tally.<X>first();
  }

  private static int requireQuorum(String name, int k, int of) {
    if (k < 0 || k > of) {
      String remedy =
          k == 1 ? "give it at least one operation" : "give from 0 to as many as there are";
      throw new IllegalArgumentException(
          name + " needs " + k + " of " + of + " operations; " + remedy);
    }
    return k;
  }

  private static <T extends @Nullable Object, X extends Exception> Crew<T> gatherAll(
      Op<? extends T, ?>[] ops) throws X, InterruptedException {
    return Crew.<T, X>run("gather", ops, new FirstFailure<>());
  }

  private static <T extends @Nullable Object> List<T> results(Crew<T> crew) {
    List<T> results = new ArrayList<>(crew.size());
    for (int i = 0; i < crew.size(); i++) {
      results.add(crew.value(i));
    }
    return results;
  }

  private static <T extends @Nullable Object> List<Outcome<T>> settleAll(Op<? extends T, ?>[] ops)
      throws InterruptedException {
    Crew<T> crew = Crew.<T, RuntimeException>run("settle", ops, (_, _) -> false);
    List<Outcome<T>> outcomes = new ArrayList<>(crew.size());
    for (int i = 0; i < crew.size(); i++) {
      outcomes.add(crew.end(i));
    }
    return outcomes;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private static <T extends @Nullable Object> Op<? extends T, ?>[] ops(Op<? extends T, ?>... ops) {
    return ops;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <T extends @Nullable Object> Op<? extends T, ?>[] array(
      Collection<? extends Op<? extends T, ?>> ops) {
    return ops.toArray(new Op[0]);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <I extends @Nullable Object, T extends @Nullable Object>
      Op<? extends T, ?>[] array(
          Collection<? extends I> items, ItemOp<? super I, ? extends T, ?> op) {
    List<Op<T, ?>> ops = new ArrayList<>(items.size());
    for (I item : items) {
      ops.add(new ItemCall<>(op, item));
    }
    return ops.toArray(new Op[0]);
  }
}
