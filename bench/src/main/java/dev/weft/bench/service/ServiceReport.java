package dev.weft.bench.service;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The table of the services.
final class ServiceReport {
  private static final String HEADER =
      "%-12s %-10s %8s %-9s %9s %9s %9s %9s %9s %8s %9s %8s%n"
          .formatted(
              "service",
              "endpoint",
              "clients",
              "load",
              "req/s",
              "good/s",
              "p50 ms",
              "p99 ms",
              "p99.9 ms",
              "refused",
              "cpu us",
              "MB");

  private ServiceReport() {}

  static String line(Measurement measurement) {
    Load.Figures figures = measurement.figures();
    return String.format(
        Locale.ROOT,
        "%-12s %-10s %8d %-9s %9.0f %9.0f %9.1f %9.1f %9.1f %8d %9.0f %8.0f",
        measurement.service(),
        measurement.endpoint(),
        measurement.clients(),
        measurement.load(),
        figures.throughput(),
        measurement.goodput(),
        figures.p50() / 1e3,
        figures.p99() / 1e3,
        figures.p999() / 1e3,
        figures.refused() + figures.lost(),
        measurement.cpuMicros(),
        measurement.resident() / 1e6);
  }

  static String table(List<Measurement> measurements, Map<String, List<Double>> starts) {
    var table = new StringBuilder(HEADER);
    for (Measurement measurement : measurements) {
      table.append(line(measurement)).append('\n');
    }
    starts.forEach(
        (service, seconds) ->
            table.append(
                String.format(
                    Locale.ROOT,
                    "%-12s first answer after %.2f s%n",
                    service,
                    seconds.stream().mapToDouble(Double::doubleValue).min().orElse(0))));
    return table.toString();
  }
}
