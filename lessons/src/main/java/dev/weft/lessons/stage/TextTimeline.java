package dev.weft.lessons.stage;

import java.util.ArrayList;
import java.util.List;

/// The bars of an act as lines of text.
final class TextTimeline {
  private static final int COLUMNS = 40;
  private static final int MOST_BARS = 24;
  private static final int LONGEST_NAME = 24;

  private final Style style;

  TextTimeline(Style style) {
    this.style = style;
  }

  /// A line for each bar, and one with the time below. Of very many bars only the first are drawn.
  List<String> draw(Act act) {
    List<String> lines = new ArrayList<>();
    if (act.bars().isEmpty()) {
      return lines;
    }
    List<Bar> bars = act.bars().subList(0, Math.min(MOST_BARS, act.bars().size()));
    int width = 0;
    for (Bar bar : bars) {
      width = Math.max(width, name(bar).length());
    }
    long scale = Math.max(1, act.nanos());
    for (Bar bar : bars) {
      lines.add("  " + pad(name(bar), width) + "  " + draw(bar, scale));
    }
    if (bars.size() < act.bars().size()) {
      lines.add("  " + style.faint("and " + (act.bars().size() - bars.size()) + " more"));
    }
    String to = Seconds.of(act.nanos());
    lines.add(
        style.faint("  " + " ".repeat(width) + "  0" + " ".repeat(COLUMNS - 1 - to.length()) + to));
    return lines;
  }

  private static String name(Bar bar) {
    String name = bar.name();
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "~";
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private String draw(Bar bar, long scale) {
    var cells = new StringBuilder(" ".repeat(COLUMNS));
    for (Span span : bar.spans()) {
      int from = Math.min(COLUMNS - 1, column(span.from(), scale));
      int to = Math.max(from + 1, column(span.to(), scale));
      if (span.to() > span.from() || bar.spans().size() == 1) {
        String cell = String.valueOf(cell(span));
        cells.replace(from, to, cell.repeat(to - from));
      }
    }
    String end = bar.end().sign(style) + " " + (bar.end() == End.NEVER ? "" : Seconds.of(bar.to()));
    return style.end(bar.end(), cells.toString()) + " " + style.end(bar.end(), end.stripTrailing());
  }

  private char cell(Span span) {
    if (style.isUnicode()) {
      return span.isWaiting() ? '░' : '█';
    }
    return span.isWaiting() ? '.' : '=';
  }

  private static int column(long nanos, long scale) {
    return (int) Math.min(COLUMNS, Math.round((double) nanos * COLUMNS / scale));
  }
}
