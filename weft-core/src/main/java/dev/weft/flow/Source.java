package dev.weft.flow;

import dev.weft.Owned;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the items of a batch come from.
final class Source<I extends @Nullable Object> {
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(10);

  private final Supplier<? extends Iterator<? extends I>> iterator;
  private final LongSupplier size;
  private final @Nullable AutoCloseable owned;

  // Null if the items can be had again.
  private final @Nullable AtomicBoolean used;

  private Source(
      Supplier<? extends Iterator<? extends I>> iterator,
      LongSupplier size,
      @Nullable AutoCloseable owned,
      boolean once) {
    this.iterator = iterator;
    this.size = size;
    this.owned = owned;
    this.used = once ? new AtomicBoolean() : null;
  }

  static <I extends @Nullable Object> Source<I> of(Iterable<? extends I> items) {
    return new Source<>(
        items::iterator,
        () -> items instanceof Collection<?> all ? all.spliterator().getExactSizeIfKnown() : -1,
        null,
        false);
  }

  static <I extends @Nullable Object> Source<I> of(Iterator<? extends I> items) {
    return new Source<>(() -> items, () -> -1, null, true);
  }

  static <I extends @Nullable Object> Source<I> of(Stream<? extends I> items) {
    return new Source<>(items::iterator, () -> -1, items, true);
  }

  /// Called once by each run, before all else.
  void begin(String title) {
    if (used != null && used.getAndSet(true)) {
      throw new IllegalStateException(
          "the items of "
              + title
              + " came from an iterator or a stream and have been used; make a new batch, or give"
              + " it an Iterable");
    }
  }

  /// How many items there are, or -1 where that is not known for certain.
  long size() {
    return size.getAsLong();
  }

  Iterator<? extends I> iterator() {
    return iterator.get();
  }

  /// Closes what is ours to close.
  void close() throws Exception {
    if (owned != null) {
      Owned.close(owned, CLOSE_BOUND);
    }
  }
}
