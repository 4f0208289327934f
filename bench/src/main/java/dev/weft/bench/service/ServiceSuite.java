package dev.weft.bench.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures services one after the other under the same loads, in rounds, every second one in
/// reverse.
final class ServiceSuite {
  static final List<String> ENDPOINTS = List.of("dashboard", "profile", "transfer");

  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration MEASURED = Duration.ofSeconds(8);
  private static final Duration PROBE = Duration.ofSeconds(3);
  private static final int CLIENTS = 32;
  private static final int MOST_CLIENTS = 256;

  /// Twice as many clients that get less than this much more are too many.
  private static final double SATURATED = 1.05;

  private final Load load;
  private final Path logs;
  private final List<Measurement> measurements = new ArrayList<>();
  private final Map<String, List<Double>> starts = new LinkedHashMap<>();

  /// @param load what the clients do
  /// @param logs the folder for what the services print
  ServiceSuite(Load load, Path logs) {
    this.load = load;
    this.logs = logs;
  }

  List<Measurement> measurements() {
    return List.copyOf(measurements);
  }

  /// Seconds from the command to the first answer, by service.
  Map<String, List<Double>> starts() {
    return starts;
  }

  void measure(Contender contender) throws IOException, InterruptedException {
    try (Running running =
        Running.start(contender, logs.resolve(contender.name() + ".log"))) {
      starts
          .computeIfAbsent(contender.name(), _ -> new ArrayList<>())
          .add(running.untilFirstAnswer().toMillis() / 1e3);
      for (String endpoint : ENDPOINTS) {
        load.on(contender.port(), endpoint, CLIENTS, WARM_UP);
        add(contender, running, endpoint, CLIENTS, "peak");
      }
      int saturating = saturatingClients(contender);
      add(contender, running, "dashboard", saturating, "peak");
      add(contender, running, "dashboard", 2 * saturating, "overload");
    }
  }

  /// With how many clients the service is at its limit.
  private int saturatingClients(Contender contender) throws IOException, InterruptedException {
    int clients = 8;
    double before = load.on(contender.port(), "dashboard", clients, PROBE).throughput();
    while (clients < MOST_CLIENTS) {
      double after = load.on(contender.port(), "dashboard", 2 * clients, PROBE).throughput();
      if (after < before * SATURATED) {
        return clients;
      }
      before = after;
      clients *= 2;
    }
    return clients;
  }

  private void add(
      Contender contender, Running running, String endpoint, int clients, String kind)
      throws IOException, InterruptedException {
    Duration cpu = running.cpu();
    Load.Figures figures = load.on(contender.port(), endpoint, clients, MEASURED);
    double micros =
        running.cpu().minus(cpu).toNanos() / 1e3 / Math.max(1, figures.requests());
    var measurement =
        new Measurement(
            contender.name(),
            endpoint,
            clients,
            kind,
            figures,
            figures.goodput(),
            micros,
            running.resident());
    measurements.add(measurement);
    System.err.println(ServiceReport.line(measurement));
  }
}
