package dev.weft.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was measured: of each figure a sample in every round.
final class Samples {
  private final Map<Figure, List<Sample>> byFigure = new LinkedHashMap<>();

  void add(Figure figure, Sample sample) {
    byFigure.computeIfAbsent(figure, _ -> new ArrayList<>()).add(sample);
  }

  List<Sample> of(Figure figure) {
    return byFigure.getOrDefault(figure, List.of());
  }

  Map<Figure, List<Sample>> all() {
    return byFigure;
  }

  /// The middle one of a figure's samples; empty if it was not measured.
  Optional<Spread> of(Figure figure, Row.Quantity quantity) {
    return Spread.of(of(figure).stream().mapToDouble(quantity::of).toArray());
  }

  /// The ratio of a row, taken in each round; of a row without a peer the figure itself. Empty if
  /// one of the two was not measured.
  Optional<Spread> ratio(Row row) {
    return ratio(row, row.quantity());
  }

  /// The same, of another part of the samples.
  Optional<Spread> ratio(Row row, Row.Quantity quantity) {
    Figure peer = row.peer();
    if (peer == null) {
      return of(row.subject(), quantity);
    }
    List<Sample> above = of(row.subject());
    List<Sample> below = of(peer);
    double[] ratios = new double[Math.min(above.size(), below.size())];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] = quantity.of(above.get(round)) / quantity.of(below.get(round));
    }
    return Spread.of(ratios);
  }

  /// The median of some numbers, and how far they lie apart.
  ///
  /// @param median the one in the middle, or the mean of the two
  /// @param low the lowest
  /// @param high the highest
  record Spread(double median, double low, double high) {
    static Optional<Spread> of(double... numbers) {
      if (numbers.length == 0) {
        return Optional.empty();
      }
      double[] sorted = numbers.clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      double median =
          sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
      return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
    }
  }
}
