package dev.weft.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

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

  /// A figure undisturbed: the lowest of its samples. Empty if it was not measured.
  OptionalDouble of(Figure figure, Row.Quantity quantity) {
    return of(figure).stream().mapToDouble(quantity::of).min();
  }

  /// The ratio of a row, of both figures undisturbed; of a row without a peer the figure itself.
  /// Empty if one of the two was not measured.
  OptionalDouble ratio(Row row, Row.Quantity quantity) {
    Figure peer = row.peer();
    OptionalDouble above = of(row.subject(), quantity);
    if (peer == null) {
      return above;
    }
    OptionalDouble below = of(peer, quantity);
    return above.isPresent() && below.isPresent()
        ? OptionalDouble.of(above.getAsDouble() / below.getAsDouble())
        : OptionalDouble.empty();
  }

  /// The ratios of a row in the single rounds, from the lowest to the highest.
  List<Double> ratios(Row row) {
    Figure peer = row.peer();
    if (peer == null) {
      return of(row.subject()).stream().map(row.quantity()::of).sorted().toList();
    }
    List<Sample> above = of(row.subject());
    List<Sample> below = of(peer);
    return IntStream.range(0, Math.min(above.size(), below.size()))
        .mapToObj(
            round -> row.quantity().of(above.get(round)) / row.quantity().of(below.get(round)))
        .sorted()
        .toList();
  }
}
