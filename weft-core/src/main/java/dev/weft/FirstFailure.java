package dev.weft;

import org.jspecify.annotations.Nullable;

/// All must succeed: the first failure decides, and is thrown with the others suppressed on it.
final class FirstFailure<T extends @Nullable Object> implements Referee<T> {

  @Override
  public boolean decides(int index, Outcome<T> end) {
    return end instanceof Outcome.Failure;
  }

  @Override
  public @Nullable Throwable conclude(Crew<T> crew) {
    return crew.failure();
  }
}
