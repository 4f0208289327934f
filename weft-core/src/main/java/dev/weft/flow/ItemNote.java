package dev.weft.flow;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says which item of a [Batch] a failure belongs to. The failure itself keeps its type; this is
/// suppressed on it, and has no stack of its own.
public final class ItemNote extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 200;

  private final long index;
  private final transient @Nullable Object item;

  ItemNote(String title, long index, @Nullable Object item) {
    super(title + ": " + text(item), null, false, false);
    this.index = index;
    this.item = item;
  }

  /// The note on a failure of a batch.
  ///
  /// @param failure what the batch threw
  /// @return the item that failed; empty if the failure was not that of an item, or takes no
  ///   suppressed exceptions
  public static Optional<ItemNote> on(Throwable failure) {
    for (Throwable suppressed : failure.getSuppressed()) {
      if (suppressed instanceof ItemNote note) {
        return Optional.of(note);
      }
    }
    return Optional.empty();
  }

  /// Which item it is in the order of the source, from 0.
  ///
  /// @return its index
  public long index() {
    return index;
  }

  /// The item.
  ///
  /// @return the item; null also after serialization
  public @Nullable Object item() {
    return item;
  }

  private static String text(@Nullable Object item) {
    try {
      String text = String.valueOf(item);
      return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    } catch (RuntimeException e) {
      return item == null ? "null" : item.getClass().getName();
    }
  }
}
