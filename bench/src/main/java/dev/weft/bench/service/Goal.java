package dev.weft.bench.service;

import java.util.List;
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
            "throughput of the dashboard at its peak / the course's stack",
            true,
            5,
            peaks(measurements, "weft"),
            peaks(measurements, "lesson")),
        goal(
            "throughput of the dashboard at its peak / Spring Boot",
            true,
            1.2,
            peaks(measurements, "weft"),
            peaks(measurements, "spring")),
        goal(
            "p99 of the dashboard with as many clients / the course's stack",
            false,
            1,
            p99s(measurements, "weft"),
            p99s(measurements, "lesson")),
        goal(
            "p99 of the dashboard with as many clients / Spring Boot",
            false,
            1,
            p99s(measurements, "weft"),
            p99s(measurements, "spring")),
        goal(
            "goodput of the dashboard at twice the peak / right before",
            true,
            0.9,
            goodputs(measurements, "weft", Situation.OVERLOAD),
            goodputs(measurements, "weft", Situation.BEFORE)));
  }

  private static double latency(long micros) {
    return micros < 0 ? 1e6 : micros;
  }

  /// The most that a service answers in a second, by round: some do best with few clients.
  private static double[] peaks(List<Measurement> measurements, String service) {
    double[] few = figures(measurements, service, Situation.PEAK, Figures::throughput);
    double[] many = figures(measurements, service, Situation.STEADY, Figures::throughput);
    return IntStream.range(0, few.length)
        .mapToDouble(i -> i < many.length ? Math.max(few[i], many[i]) : few[i])
        .toArray();
  }

  private static double[] p99s(List<Measurement> measurements, String service) {
    return figures(measurements, service, Situation.STEADY, figures -> latency(figures.p99()));
  }

  private static double[] goodputs(
      List<Measurement> measurements, String service, Situation situation) {
    return figures(measurements, service, situation, Figures::goodput);
  }

  private static Goal goal(
      String name, boolean atLeast, double target, double[] subjects, double[] peers) {
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
      String service,
      Situation situation,
      ToDoubleFunction<Figures> figure) {
    return measurements.stream()
        .filter(measured ->
            measured.service().equals(service)
                && measured.situation() == situation
                && measured.endpoint().equals("dashboard"))
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
