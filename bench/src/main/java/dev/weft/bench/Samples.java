package dev.weft.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What was measured: of each figure a sample in every round, and some again.
///
/// What was measured only while the cores were far apart (see [Cores]) is to be measured again.
final class Samples {
  private final Map<Figure, List<Taken>> byFigure = new LinkedHashMap<>();

  private record Taken(int round, Sample sample) {}

  void add(int round, Figure figure, Sample sample) {
    byFigure.computeIfAbsent(figure, _ -> new ArrayList<>()).add(new Taken(round, sample));
  }

  List<Figure> figures() {
    return List.copyOf(byFigure.keySet());
  }

  /// Those that were measured only while the cores were far apart.
  List<Figure> onlyFar() {
    return figures().stream()
        .filter(figure -> of(figure).stream().noneMatch(this::isNear))
        .toList();
  }

  /// All samples. Cores that are far apart only ever cost time, so the lowest is always one that
  /// counts.
  List<Sample> of(Figure figure) {
    return taken(figure).stream().map(Taken::sample).toList();
  }

  private List<Taken> taken(Figure figure) {
    return byFigure.getOrDefault(figure, List.of());
  }

  private boolean isNear(Sample sample) {
    return sample.apart() <= Cores.FAR * leastApart();
  }

  private double leastApart() {
    return byFigure.values().stream()
        .flatMap(List::stream)
        .mapToDouble(taken -> taken.sample().apart())
        .min()
        .orElse(0);
  }

  /// How the cores were, for the reader.
  String apart() {
    List<Sample> all = figures().stream().flatMap(figure -> of(figure).stream()).toList();
    long far = all.stream().filter(sample -> !isNear(sample)).count();
    return String.format(
        Locale.ROOT,
        "a message from one core to another and back took %.0f ns, and more than %.0f in %d of %d"
            + " measurements; of %d figures there are no others",
        leastApart(),
        Cores.FAR * leastApart(),
        far,
        all.size(),
        onlyFar().size());
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

  /// The ratios of a row in the rounds in which the cores were the same way apart for both, from
  /// the lowest to the highest.
  List<Double> ratios(Row row) {
    Figure peer = row.peer();
    return taken(row.subject()).stream()
        .map(taken -> ratio(row.quantity(), taken, peer))
        .flatMap(Optional::stream)
        .sorted()
        .toList();
  }

  private Optional<Double> ratio(Row.Quantity quantity, Taken subject, @Nullable Figure peer) {
    double above = quantity.of(subject.sample());
    if (peer == null) {
      return Optional.of(above);
    }
    return taken(peer).stream()
        .filter(taken ->
            taken.round() == subject.round() && isNear(taken.sample()) == isNear(subject.sample()))
        .map(taken -> above / quantity.of(taken.sample()))
        .findFirst();
  }
}
