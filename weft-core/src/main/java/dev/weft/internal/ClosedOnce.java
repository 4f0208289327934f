package dev.weft.internal;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Values that are closed, each once, however many operations have returned it. For one thread at a
/// time.
public final class ClosedOnce {
  // By identity. Made for the first value that must be closed, which for most never comes.
  private @Nullable Set<Object> closed;

  /// Nothing is closed yet.
  public ClosedOnce() {}

  /// Whether a value is to be closed now; the caller does so.
  ///
  /// @param value the value
  /// @return true for each [AutoCloseable] the first time
  public boolean isDue(@Nullable Object value) {
    if (!(value instanceof AutoCloseable)) {
      return false;
    }
    if (closed == null) {
      closed = Collections.newSetFromMap(new IdentityHashMap<>());
    }
    return closed.add(value);
  }
}
