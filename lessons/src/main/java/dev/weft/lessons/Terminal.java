package dev.weft.lessons;

import dev.weft.lessons.stage.Act;
import dev.weft.lessons.stage.ActText;
import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Performance;
import dev.weft.lessons.stage.Progress;
import dev.weft.lessons.stage.SourceCode;
import dev.weft.lessons.stage.Style;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows a lesson while it is played. On a terminal the timeline grows below what is said;
/// elsewhere it follows at the end of each act.
final class Terminal implements Audience {
  private final PrintStream out;
  private final boolean isLive;
  private final ActText text;
  private final SourceCode source;

  /// Guarded by `this`, like all below.
  private @Nullable Progress current;

  private int saidLines;
  private int drawnLines;
  private final List<Act> played = new ArrayList<>();

  /// @param isLive whether the timeline is drawn anew again and again
  Terminal(PrintStream out, Style style, boolean isLive, SourceCode source) {
    this.out = out;
    this.isLive = isLive;
    this.text = new ActText(style);
    this.source = source;
  }

  @Override
  public synchronized void look(Progress act) {
    if (Ending.hasBegun()) {
      return;
    }
    if (act != current) {
      current = act;
      saidLines = 0;
      drawnLines = 0;
      text.head(act.now(), source.region(act.now().region())).forEach(out::println);
    }
    show(act.now(), act.isOver());
    out.flush();
  }

  /// Draws how far it has come by now.
  synchronized void tick() {
    Progress act = current;
    if (isLive && act != null && !act.isOver() && !Ending.hasBegun()) {
      show(act.now(), false);
      out.flush();
    }
  }

  /// Shows what was played while nobody watched.
  void show(Performance performance) {
    for (Act act : performance.acts()) {
      look(
          new Progress() {
            @Override
            public Act now() {
              return act;
            }

            @Override
            public boolean isOver() {
              return true;
            }
          });
    }
  }

  private void show(Act act, boolean isOver) {
    if (drawnLines > 0) {
      // Up, and clear what is below.
      out.printf("\u001b[%dA\u001b[J", drawnLines);
      drawnLines = 0;
    }
    for (; saidLines < act.lines().size(); saidLines++) {
      out.println(text.line(act.lines().get(saidLines)));
    }
    if (!isLive && !isOver) {
      return;
    }
    List<String> timeline = text.timeline(act);
    if (!timeline.isEmpty()) {
      out.println();
      timeline.forEach(out::println);
      drawnLines = timeline.size() + 1;
    }
    if (isOver) {
      drawnLines = 0;
      if (!timeline.isEmpty()) {
        out.println();
      }
      played.add(act);
      out.println(text.foot(act, new Performance(played).baseline(act)));
      out.println();
    }
  }
}
