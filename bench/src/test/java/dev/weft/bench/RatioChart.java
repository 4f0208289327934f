package dev.weft.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// Bars that stand to the right of 1 where a peer takes longer than Weft, and to the left of it
/// where it is quicker; each step is twice as much.
///
/// @param title what is compared
/// @param groups the workloads
record RatioChart(String title, List<Group> groups) {
  private static final String SUBTITLE =
      "time of the peer, Weft's is 1: to the right Weft is quicker, to the left it is slower";
  private static final int WIDTH = 820;
  private static final int LEFT = 210;
  private static final int RIGHT = 740;
  private static final int TOP = 56;
  private static final int ROW = 19;
  private static final int HEADING = 27;

  /// A workload.
  ///
  /// @param name its name
  /// @param bars its peers
  record Group(String name, List<Bar> bars) {}

  /// A peer.
  ///
  /// @param peer its name
  /// @param ratio how many times as long as Weft it takes
  record Bar(String peer, double ratio) {}

  String svg() {
    int height =
        TOP + groups.stream().mapToInt(group -> HEADING + ROW * group.bars.size()).sum() + 16;
    var svg = new Svg(WIDTH, height, title, SUBTITLE);
    for (int power = lowest(); power <= highest(); power++) {
      double x = x(Math.scalb(1.0, power));
      svg.rule(x, TOP, height - 10, power == 0 ? "#1a202c" : "#e2e8f0");
      svg.text(
          x, TOP - 4, "middle", "#718096", power < 0 ? "1/" + (1 << -power) : "" + (1 << power));
    }
    int y = TOP;
    for (Group group : groups) {
      y += HEADING;
      svg.heading(y - 6, group.name);
      for (Bar bar : group.bars) {
        draw(bar, y, svg);
        y += ROW;
      }
    }
    return svg.end();
  }

  private void draw(Bar bar, int y, Svg svg) {
    double one = x(1);
    double end = x(bar.ratio);
    boolean isSlower = bar.ratio < 1;
    svg.text(LEFT - 50, y + 10, "end", "#2d3748", bar.peer);
    svg.bar(Math.min(one, end), y, Math.abs(end - one), isSlower ? "#dd6b20" : "#2b6cb0");
    svg.text(
        end + (isSlower ? -4 : 4),
        y + 10,
        isSlower ? "end" : "start",
        "#2d3748",
        String.format(Locale.ROOT, bar.ratio < 10 ? "%.2f" : "%.0f", bar.ratio));
  }

  private double x(double ratio) {
    return LEFT + (log2(ratio) - lowest()) * (RIGHT - LEFT) / (highest() - lowest());
  }

  private int lowest() {
    return Math.min(-1, (int) Math.floor(log2(ratios().min().orElse(1))));
  }

  private int highest() {
    return Math.max(1, (int) Math.ceil(log2(ratios().max().orElse(1))));
  }

  private DoubleStream ratios() {
    return groups.stream().flatMap(group -> group.bars.stream()).mapToDouble(Bar::ratio);
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
