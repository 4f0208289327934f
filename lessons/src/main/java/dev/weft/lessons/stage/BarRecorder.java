package dev.weft.lessons.stage;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A bar while it is drawn. Guarded by the recorder of its act.
final class BarRecorder {
  private final String name;
  private final List<Span> spans = new ArrayList<>();
  private long from;
  private boolean isWaiting;
  private @Nullable End end;

  BarRecorder(String name, long from) {
    this.name = name;
    this.from = from;
  }

  /// Tells whether it waited before.
  boolean waits(boolean waits, long now) {
    boolean before = isWaiting;
    if (end == null && before != waits) {
      spans.add(new Span(from, now, before));
      from = now;
      isWaiting = waits;
    }
    return before;
  }

  void end(End how, long now) {
    if (end == null) {
      spans.add(new Span(from, now, isWaiting));
      end = how;
    }
  }

  Bar at(long now) {
    End how = end;
    if (how != null) {
      return new Bar(name, List.copyOf(spans), how);
    }
    List<Span> sofar = new ArrayList<>(spans);
    sofar.add(new Span(from, now, isWaiting));
    return new Bar(name, List.copyOf(sofar), End.NEVER);
  }
}
