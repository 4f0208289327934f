package dev.weft.internal;

import org.jspecify.annotations.Nullable;

/// Tells the compiler what it cannot see.
public final class Sneaky {
  private Sneaky() {}

  /// A value that was held as nullable until it was known to be there, as far as its type says so.
  ///
  /// @param value the value
  /// @param <T> its type
  /// @return the value
  @SuppressWarnings("NullAway")
  public static <T extends @Nullable Object> T present(@Nullable T value) {
    return value;
  }

  /// Throws a failure that is known to be an `X`, unchecked, or an interruption.
  ///
  /// @param thrown the failure
  /// @param <X> what it is known to be
  /// @return never
  /// @throws X always
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public static <X extends Throwable> X rethrow(Throwable thrown) throws X {
    throw (X) thrown;
  }
}
