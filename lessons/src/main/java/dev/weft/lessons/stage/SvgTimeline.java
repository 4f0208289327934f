package dev.weft.lessons.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The bars of an act as a picture.
public final class SvgTimeline {
  private static final int LABEL = 190;
  private static final int PLOT = 520;
  private static final int END = 90;
  private static final int ROW = 24;
  private static final int BAR = 14;
  private static final int TOP = 30;
  private static final int BOTTOM = 30;
  private static final int MOST_BARS = 40;
  private static final int MOST_TICKS = 6;
  private static final double NANOS = 1e9;
  private static final double[] STEPS = {1, 2, 5};

  private static final String CSS =
      """
      text{font:12px ui-sans-serif,system-ui,sans-serif;fill:#1f2328}
      .title{font-weight:600}.faint{fill:#656d76}.grid{stroke:#d0d7de}
      .done{fill:#1a7f37}.failed{fill:#cf222e}.cancelled{fill:#9a6700}.never{fill:#6e7781}.waiting{fill-opacity:.3}
      @media(prefers-color-scheme:dark){text{fill:#e6edf3}.faint{fill:#8b949e}.grid{stroke:#30363d}
      .done{fill:#3fb950}.failed{fill:#f85149}.cancelled{fill:#d29922}.never{fill:#8b949e}}
      """;

  private SvgTimeline() {}

  /// Draws it. The same act gives the same picture.
  ///
  /// @param act an act with bars
  /// @return an SVG document
  public static String draw(Act act) {
    List<Bar> bars = act.bars().subList(0, Math.min(MOST_BARS, act.bars().size()));
    int height = TOP + bars.size() * ROW + BOTTOM;
    int width = LABEL + PLOT + END;
    List<String> parts = new ArrayList<>();
    parts.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">"
            .formatted(width, height, width, height));
    String title = act.kind().title() + ": " + act.heading();
    parts.add("<title>" + escape(title + ", " + Seconds.of(act.nanos())) + "</title>");
    parts.add("<style>" + CSS.strip() + "</style>");
    parts.add("<text class=\"title\" x=\"8\" y=\"18\">%s</text>".formatted(escape(act.heading())));
    grid(parts, act, height);
    for (int i = 0; i < bars.size(); i++) {
      bar(parts, bars.get(i), Math.max(1, act.nanos()), TOP + i * ROW);
    }
    parts.add("</svg>");
    return String.join("\n", parts) + "\n";
  }

  private static void grid(List<String> parts, Act act, int height) {
    double seconds = Math.max(1, act.nanos()) / NANOS;
    double step = step(seconds);
    for (int i = 0; i * step <= seconds * 1.0001; i++) {
      String x = number(LABEL + i * step / seconds * PLOT);
      parts.add(
          "<line class=\"grid\" x1=\"%s\" y1=\"%d\" x2=\"%s\" y2=\"%d\"/>"
              .formatted(x, TOP - 4, x, height - BOTTOM + 4));
      parts.add(
          "<text class=\"faint\" x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s s</text>"
              .formatted(x, height - BOTTOM + 20, number(i * step)));
    }
  }

  /// A round number of seconds of which there are not too many.
  private static double step(double seconds) {
    double power = Math.pow(10, Math.floor(Math.log10(seconds)) - 1);
    while (true) {
      for (double factor : STEPS) {
        if (seconds / (factor * power) <= MOST_TICKS) {
          return factor * power;
        }
      }
      power *= 10;
    }
  }

  private static void bar(List<String> parts, Bar bar, long scale, int y) {
    String colour = bar.end().name().toLowerCase(Locale.ROOT);
    int middle = y + BAR - 2;
    parts.add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
            .formatted(LABEL - 10, middle, escape(bar.name())));
    for (Span span : bar.spans()) {
      double from = LABEL + (double) span.from() / scale * PLOT;
      double to = LABEL + (double) span.to() / scale * PLOT;
      if (to > from || bar.spans().size() == 1) {
        parts.add(
            "<rect class=\"%s\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" rx=\"2\"/>"
                .formatted(
                    colour + (span.isWaiting() ? " waiting" : ""),
                    number(from),
                    y,
                    number(Math.max(2, to - from)),
                    BAR));
      }
    }
    String end = bar.end().sign(new Style(false, true)) + " ";
    double x = LABEL + (double) bar.to() / scale * PLOT + 6;
    parts.add(
        "<text class=\"%s\" x=\"%s\" y=\"%d\">%s</text>"
            .formatted(
                colour,
                number(x),
                middle,
                (end + (bar.end() == End.NEVER ? "" : Seconds.of(bar.to()))).strip()));
  }

  /// Without digits that say nothing.
  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
