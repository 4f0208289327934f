package dev.weft.bench.service;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What Weft's service is to reach.
///
/// @param name what it is about
/// @param atLeast whether the ratio is to be at least the target, or at most
/// @param target of the ratio
/// @param rounds the ratio in each round
/// @param ratio their median
/// @param verdict whether it is reached
record Goal(
    String name,
    boolean atLeast,
    double target,
    List<Double> rounds,
    double ratio,
    Verdict verdict) {

  /// Whether a goal is reached.
  enum Verdict {
    /// It is.
    MET,
    /// It is not.
    MISSED,
    /// Nobody can tell: something was left out.
    NOT_MEASURED
  }

  /// All of them.
  static List<Goal> all(List<Measurement> measurements) {
    return List.of(
        goal(
            measurements,
            "throughput of the dashboard at its peak / the course's stack",
            true,
            5,
            of("weft", Situation.PEAK),
            of("lesson", Situation.PEAK),
            Figures::throughput),
        goal(
            measurements,
            "throughput of the dashboard at its peak / Spring Boot",
            true,
            1.2,
            of("weft", Situation.PEAK),
            of("spring", Situation.PEAK),
            Figures::throughput),
        goal(
            measurements,
            "p99 of the dashboard with as many clients / the course's stack",
            false,
            1,
            of("weft", Situation.STEADY),
            of("lesson", Situation.STEADY),
            figures -> latency(figures.p99())),
        goal(
            measurements,
            "p99 of the dashboard with as many clients / Spring Boot",
            false,
            1,
            of("weft", Situation.STEADY),
            of("spring", Situation.STEADY),
            figures -> latency(figures.p99())),
        goal(
            measurements,
            "goodput of the dashboard at twice the peak / right before",
            true,
            0.9,
            of("weft", Situation.OVERLOAD),
            of("weft", Situation.BEFORE),
            Figures::goodput));
  }

  private static double latency(long micros) {
    return micros < 0 ? 1e6 : micros;
  }

  private static Predicate<Measurement> of(String service, Situation situation) {
    return measured ->
        measured.service().equals(service)
            && measured.situation() == situation
            && measured.endpoint().equals("dashboard");
  }

  private static Goal goal(
      List<Measurement> measurements,
      String name,
      boolean atLeast,
      double target,
      Predicate<Measurement> subject,
      Predicate<Measurement> peer,
      ToDoubleFunction<Figures> figure) {
    double[] subjects = figures(measurements, subject, figure);
    double[] peers = figures(measurements, peer, figure);
    List<Double> ratios =
        IntStream.range(0, Math.min(subjects.length, peers.length))
            .mapToObj(i -> peers[i] == 0 ? 0 : subjects[i] / peers[i])
            .toList();
    if (ratios.isEmpty()) {
      return new Goal(name, atLeast, target, ratios, Double.NaN, Verdict.NOT_MEASURED);
    }
    double ratio = median(ratios);
    boolean met = atLeast ? ratio >= target : ratio < target;
    return new Goal(name, atLeast, target, ratios, ratio, met ? Verdict.MET : Verdict.MISSED);
  }

  private static double[] figures(
      List<Measurement> measurements,
      Predicate<Measurement> which,
      ToDoubleFunction<Figures> figure) {
    return measurements.stream()
        .filter(which)
        .map(Measurement::figures)
        .mapToDouble(figure)
        .toArray();
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
