package dev.weft.flow;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The results of a [Batch] as they come, for one consumer on the thread that called
/// [Batch#inOrder(ItemOp, ItemOp)] or [Batch#asCompleted(ItemOp, ItemOp)].
///
/// The consumer sets the pace: while it takes no results, no further items are started than fit
/// into the [buffer][Batch#buffer(int)]. What a worker did for an item happens-before the item's
/// result is returned.
///
/// @param <I> the items
/// @param <R> what the operation returns
public final class Results<I extends @Nullable Object, R extends @Nullable Object> {
  private final Window<I, R> window;
  private final Thread owner = Thread.currentThread();

  // Set by the owner, read by any.
  private volatile boolean closed;

  Results(Window<I, R> window) {
    this.window = window;
  }

  /// Waits until there is a result or it is known that none will come any more.
  ///
  /// @return whether there is one
  /// @throws InterruptedException if the batch has failed or the calling task is cancelled
  public boolean hasNext() throws InterruptedException {
    if (closed || Thread.currentThread() != owner) {
      throw new IllegalStateException(
          closed
              ? window.batch() + " has ended; take its results before the consumer returns"
              : "the results of " + window.batch() + " belong to the thread that runs it");
    }
    return window.awaitHead();
  }

  /// Waits for the next result and returns it. One that has to be closed is the consumer's from
  /// then on.
  ///
  /// @return an item that has ended
  /// @throws NoSuchElementException if there is none any more
  /// @throws InterruptedException if the batch has failed or the calling task is cancelled
  public Completed<I, R> next() throws InterruptedException {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "all results of " + window.batch() + " have been returned; ask hasNext() first");
    }
    return window.take();
  }

  /// Takes every result that there will be.
  ///
  /// @param action what to do with each
  /// @param <X> what it may fail with
  /// @throws X if it fails; it is given no further result
  /// @throws InterruptedException if the batch has failed or the calling task is cancelled
  public <X extends Exception> void forEach(ItemAction<? super Completed<I, R>, ? extends X> action)
      throws X, InterruptedException {
    while (hasNext()) {
      action.run(window.take());
    }
  }

  void close() {
    closed = true;
  }
}
