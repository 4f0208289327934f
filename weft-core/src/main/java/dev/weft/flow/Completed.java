package dev.weft.flow;

import dev.weft.Outcome;
import org.jspecify.annotations.Nullable;

/// An item of a [Batch] and how its operation ended.
///
/// @param index which item it is in the order of the source, from 0
/// @param item the item
/// @param outcome how its operation ended; a success unless the batch [keeps
///   failures][Batch#keepFailures()]
/// @param <I> the item
/// @param <R> what the operation returns
public record Completed<I extends @Nullable Object, R extends @Nullable Object>(
    long index, I item, Outcome<R> outcome) {

  /// What the operation returned, for an item that is known to have succeeded.
  ///
  /// @return the result
  /// @throws IllegalStateException if it did not succeed
  public R value() {
    return switch (outcome) {
      case Outcome.Success<R>(var value) -> value;
      case Outcome.Failure<R>(var cause) ->
          throw new IllegalStateException(
              "item " + index + " failed and has no value; look at its outcome", cause);
      case Outcome.Cancelled<R>(var why) ->
          throw new IllegalStateException(
              "item " + index + " was cancelled and has no value: " + why);
    };
  }
}
