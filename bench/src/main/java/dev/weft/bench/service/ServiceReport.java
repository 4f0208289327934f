package dev.weft.bench.service;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The table of the services: of each figure the median of the rounds.
final class ServiceReport {
  private static final String HEADER =
      "%-8s %-10s %-9s %8s %8s %8s %8s %8s %8s %8s %8s %7s %6s%n"
          .formatted(
              "service",
              "endpoint",
              "load",
              "clients",
              "answers",
              "good",
              "p50 ms",
              "p99 ms",
              "p99.9 ms",
              "refused",
              "late",
              "cpu us",
              "MB");

  private ServiceReport() {}

  static String line(Measurement measurement) {
    return line(List.of(measurement));
  }

  private static String line(List<Measurement> rounds) {
    Measurement first = rounds.getFirst();
    return String.format(
        Locale.ROOT,
        "%-8s %-10s %-9s %8.0f %8.0f %8.0f %8s %8s %8s %8.0f %8.0f %7s %6.0f",
        first.service(),
        first.endpoint(),
        first.situation(),
        median(rounds, Measurement::clients),
        median(rounds, each -> each.figures().throughput()),
        median(rounds, each -> each.figures().goodput()),
        millis(median(rounds, each -> inOrder(each.figures().p50()))),
        millis(median(rounds, each -> inOrder(each.figures().p99()))),
        millis(median(rounds, each -> inOrder(each.figures().p999()))),
        median(rounds, each -> each.figures().refused() / each.figures().seconds()),
        median(rounds, each -> each.figures().late() / each.figures().seconds()),
        cpu(rounds),
        median(rounds, each -> each.residentBytes() / 1e6));
  }

  /// Processor time for an answer; none where there were no answers.
  private static String cpu(List<Measurement> rounds) {
    return median(rounds, each -> each.figures().throughput()) == 0
        ? "-"
        : String.format(Locale.ROOT, "%.0f", median(rounds, Measurement::cpuMicros));
  }

  private static double inOrder(long micros) {
    return micros < 0 ? Double.POSITIVE_INFINITY : micros;
  }

  private static String millis(double micros) {
    return Double.isInfinite(micros) ? "> 1000" : String.format(Locale.ROOT, "%.1f", micros / 1e3);
  }

  private static double median(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
    return Goal.median(rounds.stream().mapToDouble(figure).boxed().toList());
  }

  static String table(
      List<Measurement> measurements, Map<String, List<Double>> starts, List<Goal> goals) {
    var table = new StringBuilder(HEADER);
    for (List<Measurement> rounds : byRow(measurements)) {
      table.append(line(rounds)).append('\n');
    }
    table.append('\n');
    starts.forEach((service, seconds) ->
        table.append(
            String.format(
                Locale.ROOT,
                "%-12s first answer %.2f s after the command%n",
                service,
                Goal.median(seconds))));
    table.append('\n');
    goals.forEach(goal -> table.append(line(goal)));
    return table.toString();
  }

  private static Collection<List<Measurement>> byRow(List<Measurement> measurements) {
    return measurements.stream()
        .sorted(Comparator.comparing(Measurement::endpoint).thenComparing(Measurement::situation))
        .collect(
            Collectors.groupingBy(
                each -> List.of(each.endpoint(), each.situation(), each.service()),
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  private static String line(Goal goal) {
    String rounds =
        goal.rounds().stream()
            .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
            .collect(Collectors.joining(" "));
    return String.format(
        Locale.ROOT,
        "%-64s %5.2f  %s %.2f  (%s)  %s%n",
        goal.name(),
        goal.ratio(),
        goal.atLeast() ? "at least" : "below",
        goal.target(),
        rounds,
        goal.verdict() == Goal.Verdict.MISSED
            ? "MISSED"
            : goal.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }
}
