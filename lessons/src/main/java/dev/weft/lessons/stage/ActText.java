package dev.weft.lessons.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// An act as lines of text.
public final class ActText {
  private final Style style;

  /// Text in a style.
  ///
  /// @param style how it is drawn
  public ActText(Style style) {
    this.style = style;
  }

  /// What stands above it.
  ///
  /// @param act the act
  /// @param code its code, a line each
  public List<String> head(Act act, List<String> code) {
    List<String> lines = new ArrayList<>();
    String title = act.kind().title() + ": ";
    lines.add(
        style.strong(act.heading().startsWith(title) ? act.heading() : title + act.heading()));
    lines.add("");
    code.forEach(line -> lines.add(style.faint(("    " + line).stripTrailing())));
    lines.add("");
    return lines;
  }

  /// A line that was said.
  public String line(Line line) {
    return "  " + style.faint(Seconds.of(line.nanos())) + "  " + line.text();
  }

  /// Its timeline as it stands.
  public List<String> timeline(Act act) {
    return new TextTimeline(style).draw(act);
  }

  /// What stands below it.
  ///
  /// @param act the act
  /// @param baseline how long it takes one after the other
  public String foot(Act act, OptionalLong baseline) {
    String took = "took " + Seconds.of(act.nanos());
    if (baseline.isEmpty()) {
      return "  " + took;
    }
    long sequential = baseline.getAsLong();
    return "  "
        + took
        + String.format(
            Locale.ROOT,
            ", one after the other %s: %.1f times as fast",
            Seconds.of(sequential),
            (double) sequential / Math.max(1, act.nanos()));
  }
}
