package dev.weft;

import org.jspecify.annotations.Nullable;

/// Tells the compiler what it cannot see.
final class Sneaky {
  private Sneaky() {}

  /// A value that was held as nullable until it was known to be there, as far as its type says so.
  @SuppressWarnings("NullAway")
  static <T extends @Nullable Object> T present(@Nullable T value) {
    return value;
  }

  /// Throws a failure that is known to be an `X`, unchecked, or an interruption.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <X extends Throwable> X rethrow(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
