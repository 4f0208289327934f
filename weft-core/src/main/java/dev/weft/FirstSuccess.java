package dev.weft;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The operation that won a race, and what failed beside it. See
/// [Tasks#firstSuccess(java.util.Collection)].
///
/// @param value what the winner returned
/// @param index which operation it is, from 0
/// @param failures what failed, by the index of the operation, in order of time: before the winner
///   succeeded, and after that in the clean-up of a loser
/// @param <T> what the operations return
public record FirstSuccess<T extends @Nullable Object>(
    T value, int index, SequencedMap<Integer, Throwable> failures) {

  /// Keeps a copy of the failures.
  public FirstSuccess {
    failures = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(failures));
  }
}
