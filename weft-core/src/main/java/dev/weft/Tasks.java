package dev.weft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Operations side by side: start several, wait for all, keep their exception types.
///
/// Every method here blocks until all that it started has ended, also when it fails or is
/// cancelled. The operations run on virtual threads of their own, as children of the calling task.
/// (asyncio `gather`.)
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
  /// @throws TaskFailedException if one of them was interrupted by somebody who does not use Weft;
  ///   the interruption of a child is not that of the caller
  /// @throws TaskCancelledException if one of them cancels itself
  /// @throws InterruptedException if the calling task is cancelled
  public static <T extends @Nullable Object, X extends Exception> List<T> gather(
      Collection<? extends Op<? extends T, ? extends X>> ops) throws X, InterruptedException {
    List<Task<T>> tasks;
    try {
      tasks = TaskGroup.run("gather", group -> startAll(group, ops));
    } catch (TaskFailedException e) {
      throw Tasks.<X>unwrap(e);
    }
    if (tasks.stream().anyMatch(task -> task.state() == TaskState.CANCELLED)) {
      tasks.forEach(Task::closeValue);
    }
    List<T> results = new ArrayList<>(tasks.size());
    for (Task<T> task : tasks) {
      results.add(task.result());
    }
    return results;
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
    List<Op<T, X>> ops = new ArrayList<>(items.size());
    for (I item : items) {
      ops.add(() -> op.call(item));
    }
    return gather(ops);
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
    List<Task<T>> tasks =
        TaskGroup.open("settle", FailurePolicy.KEEP, group -> startAll(group, ops));
    List<Outcome<T>> outcomes = new ArrayList<>(tasks.size());
    for (Task<T> task : tasks) {
      outcomes.add(task.outcome());
    }
    return outcomes;
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
    List<Op<T, ?>> ops = new ArrayList<>(items.size());
    for (I item : items) {
      ops.add(() -> op.call(item));
    }
    return settle(ops);
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
    return settle(Arrays.stream(ops).toList());
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
  @SuppressWarnings("unchecked")
  public static <A extends @Nullable Object, B extends @Nullable Object, X extends Exception>
      Gathered.Two<A, B> gather(
          Op<? extends A, ? extends X> first, Op<? extends B, ? extends X> second)
          throws X, InterruptedException {
    List<? extends @Nullable Object> r = Tasks.<@Nullable Object, X>gather(List.of(first, second));
    return new Gathered.Two<>((A) r.get(0), (B) r.get(1));
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
  @SuppressWarnings("unchecked")
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
    List<? extends @Nullable Object> r =
        Tasks.<@Nullable Object, X>gather(List.of(first, second, third));
    return new Gathered.Three<>((A) r.get(0), (B) r.get(1), (C) r.get(2));
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
  @SuppressWarnings("unchecked")
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
    List<? extends @Nullable Object> r =
        Tasks.<@Nullable Object, X>gather(List.of(first, second, third, fourth));
    return new Gathered.Four<>((A) r.get(0), (B) r.get(1), (C) r.get(2), (D) r.get(3));
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
  @SuppressWarnings("unchecked")
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
    List<? extends @Nullable Object> r =
        Tasks.<@Nullable Object, X>gather(List.of(first, second, third, fourth, fifth));
    return new Gathered.Five<>(
        (A) r.get(0), (B) r.get(1), (C) r.get(2), (D) r.get(3), (E) r.get(4));
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
  @SuppressWarnings("unchecked")
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
    List<? extends @Nullable Object> r =
        Tasks.<@Nullable Object, X>gather(List.of(first, second, third, fourth, fifth, sixth));
    return new Gathered.Six<>(
        (A) r.get(0), (B) r.get(1), (C) r.get(2), (D) r.get(3), (E) r.get(4), (F) r.get(5));
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
  @SuppressWarnings("unchecked")
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
    List<? extends @Nullable Object> r =
        Tasks.<@Nullable Object, X>gather(
            List.of(first, second, third, fourth, fifth, sixth, seventh));
    return new Gathered.Seven<>(
        (A) r.get(0),
        (B) r.get(1),
        (C) r.get(2),
        (D) r.get(3),
        (E) r.get(4),
        (F) r.get(5),
        (G) r.get(6));
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
  @SuppressWarnings("unchecked")
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
    List<? extends @Nullable Object> r =
        Tasks.<@Nullable Object, X>gather(
            List.of(first, second, third, fourth, fifth, sixth, seventh, eighth));
    return new Gathered.Eight<>(
        (A) r.get(0),
        (B) r.get(1),
        (C) r.get(2),
        (D) r.get(3),
        (E) r.get(4),
        (F) r.get(5),
        (G) r.get(6),
        (H) r.get(7));
  }

  /// Runs a blocking call that must not be interrupted: a cancellation that arrives calls
  /// `canceller` on a thread of its own instead, again at growing intervals until the call has
  /// returned (a request that overtakes its call is lost). Returns only when no request is in
  /// flight, so a late one never hits what comes next.
  ///
  /// What the call throws because of it goes to the caller as it is, and counts as cancellation in
  /// the deadlines, groups and tasks around. A deadline inside the call has the canceller called
  /// too, while it lasts; a shield inside it holds the canceller back. An interrupt by somebody who
  /// does not use Weft is not held back. A request in flight is waited for without a bound and
  /// cannot be cancelled itself: the canceller must see to it that it returns.
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

  private static <T extends @Nullable Object> List<Task<T>> startAll(
      TaskGroup group, Collection<? extends Op<? extends T, ?>> ops) {
    List<Task<T>> tasks = new ArrayList<>(ops.size());
    for (Op<? extends T, ?> op : ops) {
      tasks.add(group.start(group.name() + "-" + (tasks.size() + 1), op));
    }
    return tasks;
  }

  /// The failure itself, which an operation of the declared type threw, with the others beside it.
  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <X extends Exception> X unwrap(TaskFailedException failed) throws X {
    Throwable failure = failed.failure();
    if (failure instanceof InterruptedException) {
      throw failed;
    }
    for (Throwable other : failed.getSuppressed()) {
      Ledger.suppress(failure, other);
    }
    throw Sneaky.<X>rethrow(failure);
  }
}
