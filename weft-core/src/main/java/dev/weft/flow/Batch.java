package dev.weft.flow;

import dev.weft.ItemOp;
import dev.weft.Outcome;
import dev.weft.TaskGroup;
import dev.weft.sync.RateLimiter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An operation on each of many items, a few at a time, in memory that depends on how many run at
/// once and not on how many there are.
///
/// A batch pulls: each of a few workers, virtual threads that are children of the calling task,
/// takes the next item from the source when it has finished the one before. Nothing is taken ahead
/// of that, so a source may be infinite, or block, or be larger than memory.
///
/// ```java
/// List<User> users = Batch.over(ids).concurrency(5).map(this::fetchUser);
/// ```
///
/// **How it ends.** [#map], [#settle], [#forEach], [#inOrder] and [#asCompleted] run the batch and
/// block until every worker has ended, also when they throw.
///
/// - The first item that fails cancels those in flight, no further one is started, and its
///   exception is thrown as it is: an [ItemNote] suppressed on it names the item, and what else
///   failed is suppressed beside that. [#skipFailures] leaves failed items out, [#keepFailures] and
///   [#settle] make them part of the result.
/// - A failure of the source or of a listener ends the batch in any case, as that of an item does.
/// - If the calling task is cancelled, so are the workers. A deadline for the whole batch is one
///   around it: [Deadline#within(Duration, dev.weft.Op)].
/// - Results that are [AutoCloseable] and are not delivered are closed.
///
/// **The source.** It is read by one worker at a time, each of which sees what the one before did,
/// but by different threads: it must not be bound to one thread. Its iterator is asked for an item
/// only when a worker is free. A worker that waits for its next item is interrupted when the batch
/// is cancelled; a source that ignores this is waited for. A stream is closed when the batch has
/// ended, however; an iterable or iterator that has to be closed, and the items themselves, belong
/// to the caller. With a stream or an iterator a batch can run once.
///
/// **What items share.** A worker runs one item after the other on the same thread. An interrupt
/// and a deadline end with their item. Thread-locals do not: what one item leaves in them, the next
/// one on that worker sees, and an inheritable one also the workers that are started later.
///
/// A batch is immutable; each of its settings returns a new one. (Trio's and AnyIO's memory
/// channels with a fixed number of readers, Jox's `mapPar`, Kotlin's `flatMapMerge`.)
///
/// @param <I> the items
public final class Batch<I extends @Nullable Object> {
  private final Source<I> source;
  private final Settings<I> settings;

  private Batch(Source<I> source, Settings<I> settings) {
    this.source = source;
    this.settings = settings;
  }

  /// A batch over the elements of a collection, or of anything that can be iterated over. It may
  /// run several times; each run calls [Iterable#iterator()] once, on the thread of a worker.
  ///
  /// @param items the items
  /// @param <I> their type
  /// @return the batch
  public static <I extends @Nullable Object> Batch<I> over(Iterable<? extends I> items) {
    return new Batch<>(Source.of(Objects.requireNonNull(items, "items")), new Settings<>());
  }

  /// A batch over what an iterator still has. It can run once.
  ///
  /// @param items the items
  /// @param <I> their type
  /// @return the batch
  public static <I extends @Nullable Object> Batch<I> over(Iterator<? extends I> items) {
    return new Batch<>(Source.of(Objects.requireNonNull(items, "items")), new Settings<>());
  }

  /// A batch over the elements of a stream, which is closed when the batch has ended. It can run
  /// once; a batch that never runs does not close it.
  ///
  /// @param items the items; its intermediate operations run in the workers, one at a time
  /// @param <I> their type
  /// @return the batch
  public static <I extends @Nullable Object> Batch<I> over(Stream<? extends I> items) {
    return new Batch<>(Source.of(Objects.requireNonNull(items, "items")), new Settings<>());
  }

  /// Names the batch, for messages and for its workers: `batch import worker 3`.
  ///
  /// @param name the name
  /// @return a batch with that name
  public Batch<I> named(String name) {
    Objects.requireNonNull(name, "name");
    return with(s -> s.title = "batch " + name);
  }

  /// Bounds how many items are in flight at a time. 16 if nothing is said.
  ///
  /// @param concurrency how many, at least 1
  /// @return a batch with that bound
  /// @throws IllegalArgumentException if it is less than 1
  public Batch<I> concurrency(int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "concurrency " + concurrency + " of " + settings.title + "; give 1 or more");
    }
    return with(s -> s.concurrency = concurrency);
  }

  /// Bounds how far a batch runs ahead of the consumer of [#inOrder] or [#asCompleted]: that many
  /// items beside as many as the concurrency may have been started and not been taken. As many as
  /// the concurrency, and at least 16, if nothing is said.
  ///
  /// @param items how many
  /// @return a batch with that bound
  /// @throws IllegalArgumentException if it is negative
  public Batch<I> buffer(int items) {
    if (items < 0) {
      throw new IllegalArgumentException(
          "buffer of " + items + " items of " + settings.title + "; give 0 or more");
    }
    return with(s -> s.buffer = items);
  }

  /// Gives each item a budget of its own, from the moment when its operation begins. One that
  /// exceeds it fails with a [dev.weft.DeadlineExceededException].
  ///
  /// @param budget how long the operation of an item may take
  /// @return a batch with that budget
  /// @throws IllegalArgumentException if it is not positive
  public Batch<I> itemDeadline(Duration budget) {
    if (!budget.isPositive()) {
      throw new IllegalArgumentException(
          "item deadline of " + budget + " of " + settings.title + "; give a positive one");
    }
    return with(s -> s.itemDeadline = budget);
  }

  /// Starts at most `limit` items in any stretch of time as long as `period`, in all runs of the
  /// batch together. A worker that has an item waits for its permit before the item counts as
  /// started.
  ///
  /// @param limit the most items
  /// @param period the length of the window
  /// @return a batch with that rate
  /// @throws IllegalArgumentException if one of them is not positive
  public Batch<I> rate(int limit, Duration period) {
    return rate(RateLimiter.of(settings.title, limit, period));
  }

  /// Takes a permit from a limiter for each item, before its operation begins: for a rate that is
  /// shared with others.
  ///
  /// @param limiter gives the permits
  /// @return a batch that is limited by it
  public Batch<I> rate(RateLimiter limiter) {
    Objects.requireNonNull(limiter, "limiter");
    return with(s -> s.rate = limiter);
  }

  /// Leaves items out whose operation throws an exception or is cancelled by itself; an [Error]
  /// still ends the batch.
  ///
  /// @param listener is given each such item, by its worker, never two at a time; what it throws
  ///   ends the batch
  /// @return a batch that skips failures
  public Batch<I> skipFailures(Consumer<? super Completed<I, ?>> listener) {
    Objects.requireNonNull(listener, "listener");
    return with(s -> {
      s.onFailure = OnFailure.SKIP;
      s.onSkip = listener;
    });
  }

  /// Makes failures part of the results of [#inOrder] and [#asCompleted]: see
  /// [Completed#outcome()].
  ///
  /// @return a batch that keeps failures
  public Batch<I> keepFailures() {
    return with(s -> {
      s.onFailure = OnFailure.KEEP;
      s.onSkip = null;
    });
  }

  /// Has a listener told how far the batch is, each time that an item has ended: by its worker, one
  /// call after the other, so that a slow listener slows the batch. What it throws ends the batch.
  ///
  /// @param listener is given the figures of the moment
  /// @return a batch with that listener
  public Batch<I> onProgress(Consumer<? super Progress> listener) {
    Objects.requireNonNull(listener, "listener");
    return with(s -> s.onProgress = listener);
  }

  /// Lets a monitor see the runs of the batch.
  ///
  /// @param monitor the monitor
  /// @return a batch that it sees
  public Batch<I> monitor(BatchMonitor monitor) {
    Objects.requireNonNull(monitor, "monitor");
    return with(s -> s.monitor = monitor);
  }

  private Batch<I> with(Consumer<Settings<I>> change) {
    var changed = new Settings<>(settings);
    change.accept(changed);
    return new Batch<>(source, changed);
  }

  /// Runs the operation on each item and returns the results in the order of the items.
  ///
  /// @param op the operation
  /// @param <R> what it returns
  /// @param <X> what it may fail with
  /// @return the results; without those of skipped items
  /// @throws X if it fails for one of them
  /// @throws dev.weft.TaskFailedException if the operation was interrupted by somebody who does not
  ///   use Weft
  /// @throws dev.weft.TaskCancelledException if the operation cancels itself
  /// @throws IllegalStateException if the batch keeps failures, which have no place in the list
  /// @throws InterruptedException if the calling task is cancelled
  public <R extends @Nullable Object, X extends Exception> List<R> map(
      ItemOp<? super I, ? extends R, ? extends X> op) throws X, InterruptedException {
    requireNot(OnFailure.KEEP, "keeps failures, which map has no place for; call settle");
    var results = new Kept<I, R>();
    new Run<>(settings, source, op, results).<@Nullable Void, X>execute(_ -> null);
    return results.values();
  }

  /// Runs the operation on each item and returns how it ended for each, in the order of the items.
  ///
  /// @param op the operation
  /// @param <R> what it returns
  /// @return the outcomes
  /// @throws IllegalStateException if the batch skips failures
  /// @throws InterruptedException if the calling task is cancelled
  public <R extends @Nullable Object> List<Outcome<R>> settle(ItemOp<? super I, ? extends R, ?> op)
      throws InterruptedException {
    requireNot(OnFailure.SKIP, "skips failures, which settle returns; call map");
    var results = new Kept<I, R>();
    new Run<>(keepFailures().settings, source, op, results)
        .<@Nullable Void, RuntimeException>execute(_ -> null);
    return results.outcomes();
  }

  /// Runs the action on each item.
  ///
  /// @param action what to do
  /// @param <X> what it may fail with
  /// @return the final figures
  /// @throws X if it fails for one of them
  /// @throws IllegalStateException if the batch keeps failures, which nobody would see
  /// @throws InterruptedException if the calling task is cancelled
  public <X extends Exception> Progress forEach(ItemAction<? super I, ? extends X> action)
      throws X, InterruptedException {
    requireNot(OnFailure.KEEP, "keeps failures, which nobody would see; call skipFailures");
    Objects.requireNonNull(action, "action");
    var run =
        new Run<I, @Nullable Void>(
            settings,
            source,
            item -> {
              action.run(item);
              return null;
            },
            new Outlet<>() {});
    run.<@Nullable Void, X>execute(_ -> null);
    return run.progress();
  }

  /// Runs the operation on each item and hands the results to a consumer, in the order of the
  /// items. An item that takes long holds up those after it: at most as many of them are finished
  /// ahead as the [buffer][#buffer(int)] and the other workers have room for.
  ///
  /// ```java
  /// Batch.over(pages).concurrency(8).inOrder(this::render, results -> {
  ///   results.forEach(page -> print(page.value()));
  ///   return null;
  /// });
  /// ```
  ///
  /// @param op the operation
  /// @param consumer takes results, on the calling thread; when it returns or throws, the items in
  ///   flight are cancelled, and no more are started
  /// @param <R> what the operation returns
  /// @param <T> what the consumer returns
  /// @param <X> what the operation may fail with
  /// @param <Y> what the consumer may fail with
  /// @return what the consumer returned
  /// @throws X if the operation fails for an item, also for one that was in flight when the
  ///   consumer returned
  /// @throws Y if the consumer fails
  /// @throws InterruptedException if the calling task is cancelled
  public <
          R extends @Nullable Object,
          T extends @Nullable Object,
          X extends Exception,
          Y extends Exception>
      T inOrder(
          ItemOp<? super I, ? extends R, ? extends X> op,
          ItemOp<? super Results<I, R>, ? extends T, ? extends Y> consumer)
          throws X, Y, InterruptedException {
    return this.<R, T, X, Y>consume(op, consumer, true);
  }

  /// Runs the operation on each item and hands the results to a consumer as they come. Otherwise
  /// like [#inOrder].
  ///
  /// @param op the operation
  /// @param consumer takes results, on the calling thread; when it returns or throws, the items in
  ///   flight are cancelled, and no more are started
  /// @param <R> what the operation returns
  /// @param <T> what the consumer returns
  /// @param <X> what the operation may fail with
  /// @param <Y> what the consumer may fail with
  /// @return what the consumer returned
  /// @throws X if the operation fails for an item, also for one that was in flight when the
  ///   consumer returned
  /// @throws Y if the consumer fails
  /// @throws InterruptedException if the calling task is cancelled
  public <
          R extends @Nullable Object,
          T extends @Nullable Object,
          X extends Exception,
          Y extends Exception>
      T asCompleted(
          ItemOp<? super I, ? extends R, ? extends X> op,
          ItemOp<? super Results<I, R>, ? extends T, ? extends Y> consumer)
          throws X, Y, InterruptedException {
    return this.<R, T, X, Y>consume(op, consumer, false);
  }

  private <
          R extends @Nullable Object,
          T extends @Nullable Object,
          X extends Exception,
          Y extends Exception>
      T consume(
          ItemOp<? super I, ? extends R, ? extends X> op,
          ItemOp<? super Results<I, R>, ? extends T, ? extends Y> consumer,
          boolean inOrder)
          throws X, Y, InterruptedException {
    Objects.requireNonNull(consumer, "consumer");
    var window = new Window<I, R>(settings, inOrder);
    var run = new Run<>(settings, source, op, window);
    TaskGroup.Body<T, Y> body =
        group -> {
          var results = new Results<>(window);
          T value;
          try {
            value = consumer.call(results);
          } finally {
            results.close();
          }
          if (!window.isFinished()) {
            group.cancel("the consumer of " + settings.title + " has stopped");
          }
          return value;
        };
    T value = run.<T, Y>execute(body);
    window.abandon(settings.title, settings.onFailure == OnFailure.KEEP);
    return value;
  }

  private void requireNot(OnFailure refused, String why) {
    if (settings.onFailure == refused) {
      throw new IllegalStateException(settings.title + " " + why);
    }
  }
}
