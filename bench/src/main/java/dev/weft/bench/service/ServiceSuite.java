package dev.weft.bench.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Measures services under the same loads: all are started and warmed up first, then each has its
/// turn while the others have nothing to do.
@SuppressWarnings("SystemOut") // says how far it is
final class ServiceSuite implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(1);
  private static final Duration WARM_UP = Duration.ofSeconds(50);
  private static final Duration SHORT_WARM_UP = Duration.ofSeconds(5);
  private static final Duration PROBE = Duration.ofSeconds(2);
  private static final Duration MEASURED = Duration.ofSeconds(8);
  private static final Duration OVERLOAD = Duration.ofSeconds(14);

  private static final int CLIENTS = 32;
  private static final List<Integer> MORE_CLIENTS = List.of(8, 16, 32, 64, 128);

  /// More clients who get less than this share more bring nothing.
  private static final double NOTHING = 0.05;

  // Of the rate of the peak: who refuses nothing lets each of them wait for a second and a quarter.
  private static final double CONNECTIONS_AT_RATE = 1.25;
  private static final int LEAST_CONNECTIONS = 64;
  private static final int MOST_CONNECTIONS = 8_000;

  private final Load load;
  private final Timetable timetable;
  private final Path logs;
  private final Contract contract = new Contract();
  private final List<Measurement> measurements = new ArrayList<>();
  private final Map<String, List<Double>> starts = new LinkedHashMap<>();
  private final Map<Contender, Running> running = new LinkedHashMap<>();

  /// @param load clients that wait for their answers
  /// @param timetable clients that do not
  /// @param logs the folder for what the services print
  ServiceSuite(Load load, Timetable timetable, Path logs) {
    this.load = load;
    this.timetable = timetable;
    this.logs = logs;
  }

  List<Measurement> measurements() {
    return List.copyOf(measurements);
  }

  /// Seconds from the command to the first answered dashboard, by service.
  Map<String, List<Double>> starts() {
    return starts;
  }

  /// Starts a service, which runs until the suite is closed, and warms it up.
  void start(Contender contender) throws IOException, InterruptedException {
    running.put(contender, timed(contender));
    contract.check(contender);
    load.of(contender, "dashboard", CLIENTS, WARM_UP);
    load.of(contender, "profile", CLIENTS, SHORT_WARM_UP);
    load.of(contender, "transfer", CLIENTS, SHORT_WARM_UP);
  }

  /// Measures how long a service takes to start, and nothing else.
  void measureStart(Contender contender) throws IOException, InterruptedException {
    timed(contender).close();
  }

  private Running timed(Contender contender) throws IOException, InterruptedException {
    Running started =
        Running.start(contender, logs.resolve(contender.name() + ".log"), LONGEST_START);
    double seconds = started.untilFirstAnswer().toMillis() / 1e3;
    starts.computeIfAbsent(contender.name(), _ -> new ArrayList<>()).add(seconds);
    System.err.printf("%-12s first answer after %.2f s%n", contender.name(), seconds);
    return started;
  }

  /// Measures a service that was started under all loads but the overload.
  void measure(int round, Contender contender) throws IOException, InterruptedException {
    var run = new Run(round, contender);
    // First, since who has had nothing to do for a while is slower for a moment.
    int saturating = saturating(contender);
    run.measure("dashboard", Situation.PEAK, saturating);
    for (String endpoint : List.of("dashboard", "profile", "transfer")) {
      run.measure(endpoint, Situation.STEADY, CLIENTS);
    }
  }

  /// Asks twice as much of a service as it could do at its peak in that round. After all else: not
  /// all of them recover from it.
  void overload(int round, Contender contender) throws IOException, InterruptedException {
    double peak =
        measurements.stream()
            .filter(made -> made.round() == round && made.service().equals(contender.name()))
            .filter(made -> made.situation() == Situation.PEAK)
            .mapToDouble(made -> made.figures().throughput())
            .findFirst()
            .orElseThrow();
    new Run(round, contender).overload("dashboard", 2 * peak);
  }

  /// Ends the services.
  @Override
  public void close() {
    running.values().forEach(Running::close);
  }

  /// With how few clients the service is at its limit.
  private int saturating(Contender contender) throws IOException, InterruptedException {
    Map<Integer, Double> throughputs = new LinkedHashMap<>();
    for (int clients : MORE_CLIENTS) {
      throughputs.put(clients, load.of(contender, "dashboard", clients, PROBE).throughput());
    }
    double best = throughputs.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return throughputs.entrySet().stream()
        .filter(entry -> entry.getValue() >= best * (1 - NOTHING))
        .mapToInt(Map.Entry::getKey)
        .min()
        .orElse(CLIENTS);
  }

  /// A service that is being measured.
  private final class Run {
    private final int round;
    private final Contender contender;
    private final Running process;

    Run(int round, Contender contender) {
      this.round = round;
      this.contender = contender;
      this.process = Objects.requireNonNull(running.get(contender));
    }

    Figures measure(String endpoint, Situation situation, int clients)
        throws IOException, InterruptedException {
      Duration before = process.cpu();
      return add(
          endpoint, situation, clients, before, load.of(contender, endpoint, clients, MEASURED));
    }

    void overload(String endpoint, double rate) throws IOException, InterruptedException {
      int connections =
          (int) Math.clamp(rate / 2 * CONNECTIONS_AT_RATE, LEAST_CONNECTIONS, MOST_CONNECTIONS);
      Duration before = process.cpu();
      add(
          endpoint,
          Situation.OVERLOAD,
          connections,
          before,
          timetable.of(contender, endpoint, rate, connections, OVERLOAD));
    }

    private Figures add(
        String endpoint, Situation situation, int clients, Duration cpuBefore, Figures figures) {
      Duration cpu = process.cpu().minus(cpuBefore);
      var measurement =
          new Measurement(
              round,
              contender.name(),
              endpoint,
              situation,
              clients,
              figures,
              cpu.toNanos() / 1e3 / Math.max(1, figures.answers()),
              process.residentBytes());
      measurements.add(measurement);
      System.err.println(ServiceReport.line(measurement));
      return figures;
    }
  }
}
