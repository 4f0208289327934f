package dev.weft;

import org.jspecify.annotations.Nullable;

/// An operation for one item of several.
record ItemCall<I extends @Nullable Object, T extends @Nullable Object, X extends Exception>(
    ItemOp<? super I, ? extends T, ? extends X> op, I item) implements Op<T, X> {

  @Override
  public T call() throws X, InterruptedException {
    return op.call(item);
  }
}
