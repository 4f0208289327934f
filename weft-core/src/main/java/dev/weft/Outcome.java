package dev.weft;

import org.jspecify.annotations.Nullable;

/// How a task ended, as a value. It is sealed, so a `switch` over it is exhaustive.
///
/// ```java
/// switch (outcome) {
///   case Success(var user) -> show(user);
///   case Failure(var cause) -> warn(cause);
///   case Cancelled(var why) -> skip(why);
/// }
/// ```
///
/// @param <T> what the task returns
public sealed interface Outcome<T extends @Nullable Object> {

  /// The task returned.
  ///
  /// @param value what it returned
  /// @param <T> what the task returns
  record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /// The task threw.
  ///
  /// @param cause what it threw
  /// @param <T> what the task returns
  record Failure<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {}

  /// The task was cancelled, before or while it ran.
  ///
  /// @param cancellation why, and who asked
  /// @param <T> what the task returns
  record Cancelled<T extends @Nullable Object>(Cancellation cancellation) implements Outcome<T> {}
}
