package dev.weft.flow;

import dev.weft.Outcome;
import dev.weft.internal.ClosedOnce;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

// 1. An item's place is made when it is pulled, by one worker at a time, and stays where it is:
//    only the directory of chunks is copied when it grows.
// 2. Each place is written once, by the worker of its item, and read when no worker is left.
/// Keeps how all items ended, in their order.
final class Kept<I extends @Nullable Object, R extends @Nullable Object> implements Outlet<I, R> {
  private static final int CHUNK = 1024;

  private volatile @Nullable Outcome<R>[][] chunks = directory(0);
  private int pulled;

  @Override
  public void pulled(Slot<I, R> slot) {
    if (pulled % CHUNK == 0) {
      int number = pulled / CHUNK;
      var grown = chunks.length > number ? chunks : Arrays.copyOf(chunks, 2 * number + 1);
      grown[number] = chunk();
      chunks = grown;
    }
    pulled = Math.incrementExact(pulled);
  }

  @Override
  public void ended(Slot<I, R> slot) {
    int index = (int) slot.index;
    chunks[index / CHUNK][index % CHUNK] = slot.end();
  }

  /// The results of those that succeeded.
  List<R> values() {
    List<R> values = new ArrayList<>(pulled);
    for (int i = 0; i < pulled; i++) {
      if (end(i) instanceof Outcome.Success<R>(var value)) {
        values.add(value);
      }
    }
    return values;
  }

  List<Outcome<R>> outcomes() {
    List<Outcome<R>> outcomes = new ArrayList<>(pulled);
    for (int i = 0; i < pulled; i++) {
      Outcome<R> end = end(i);
      if (end != null) {
        outcomes.add(end);
      }
    }
    return outcomes;
  }

  private @Nullable Outcome<R> end(int index) {
    return chunks[index / CHUNK][index % CHUNK];
  }

  @Override
  public void abandon(String batch, boolean failuresAreUnseen) {
    var closed = new ClosedOnce();
    for (int i = 0; i < pulled; i++) {
      Undelivered.dispose(end(i), Slot.title(i, batch), failuresAreUnseen, closed);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <R extends @Nullable Object> @Nullable Outcome<R>[][] directory(int size) {
    return new Outcome[size][];
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <R extends @Nullable Object> @Nullable Outcome<R>[] chunk() {
    return new Outcome[CHUNK];
  }
}
