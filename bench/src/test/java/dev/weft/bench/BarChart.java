package dev.weft.bench;

import java.util.List;
import java.util.Locale;

/// Bars from zero on.
///
/// @param title what is compared
/// @param subtitle in which unit, and how it is to be read
/// @param groups what was measured
record BarChart(String title, String subtitle, List<Group> groups) {
  private static final int WIDTH = 820;
  private static final int LEFT = 150;
  private static final int RIGHT = 720;
  private static final int TOP = 50;
  private static final int ROW = 19;
  private static final int HEADING = 27;

  /// Bars that belong together.
  ///
  /// @param name what was measured
  /// @param bars of whom
  record Group(String name, List<Bar> bars) {}

  /// A bar.
  ///
  /// @param name of whom
  /// @param value how much
  record Bar(String name, double value) {}

  String svg() {
    int height =
        TOP + groups.stream().mapToInt(group -> HEADING + ROW * group.bars.size()).sum() + 12;
    var svg = new Svg(WIDTH, height, title, subtitle);
    double most =
        groups.stream()
            .flatMap(group -> group.bars.stream())
            .mapToDouble(Bar::value)
            .max()
            .orElse(1);
    int y = TOP;
    for (Group group : groups) {
      y += HEADING;
      svg.heading(y - 6, group.name);
      for (Bar bar : group.bars) {
        double length = bar.value / most * (RIGHT - LEFT);
        svg.text(LEFT - 8, y + 10, "end", "#2d3748", bar.name);
        svg.bar(LEFT, y, length, bar.name.equals("weft") ? "#2b6cb0" : "#a0aec0");
        svg.text(
            LEFT + length + 4,
            y + 10,
            "start",
            "#2d3748",
            String.format(Locale.ROOT, bar.value < 100 ? "%,.1f" : "%,.0f", bar.value));
        y += ROW;
      }
    }
    return svg.end();
  }
}
