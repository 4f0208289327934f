package dev.weft.bench.service;

import dev.weft.bench.Cores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Measures services under the same loads: all are started and warmed up first, then each has its
/// turn while the others have nothing to do.
@SuppressWarnings("SystemOut") // says how far it is
final class ServiceSuite implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(1);
  private static final Duration WARM_UP = Duration.ofSeconds(40);
  private static final Duration SHORT_WARM_UP = Duration.ofSeconds(4);
  private static final Duration PROBE = Duration.ofSeconds(2);
  private static final Duration MEASURED = Duration.ofSeconds(7);
  private static final Duration BEFORE = Duration.ofSeconds(4);
  private static final Duration OVERLOAD = Duration.ofSeconds(12);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(15);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private static final int CLIENTS = 32;
  private static final List<Integer> MORE_CLIENTS = List.of(8, 16, 32, 64);

  /// More clients who get less than this share more bring nothing.
  private static final double NOTHING = 0.05;

  // Of what it answers in a second: who refuses nothing lets each of them wait for a second and a
  // quarter.
  private static final double CONNECTIONS_AT_RATE = 1.25;
  private static final int LEAST_CONNECTIONS = 64;

  /// Who answers less than this in a second is not overloaded but broken.
  private static final double LEAST_RATE = 10;

  private static final int MOST_CONNECTIONS = 12_000;

  private final Load load;
  private final Timetable timetable;
  private final Path logs;
  private final Contract contract = new Contract();
  private final List<Measurement> measurements = new ArrayList<>();
  private final Map<String, List<Double>> starts = new LinkedHashMap<>();
  private final Map<Contender, Running> services = new LinkedHashMap<>();
  private final Map<Contender, Integer> saturating = new HashMap<>();
  private double leastApart = Double.MAX_VALUE;
  private Duration waited = Duration.ZERO;

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

  /// Measures how long a service takes to start, and nothing else.
  void measureStart(Contender contender) throws IOException, InterruptedException {
    Running running = running(contender);
    running.close();
    double seconds = running.untilFirstAnswer().toMillis() / 1e3;
    starts.computeIfAbsent(contender.name(), _ -> new ArrayList<>()).add(seconds);
    System.err.printf("%-12s first answer after %.2f s%n", contender.name(), seconds);
  }

  /// Starts a service, which runs until it is ended, and warms it up.
  void start(Contender contender) throws IOException, InterruptedException {
    services.put(contender, running(contender));
    apart();
    contract.check(contender);
    load.of(contender, "dashboard", CLIENTS, WARM_UP);
    load.of(contender, "profile", CLIENTS, SHORT_WARM_UP);
    load.of(contender, "transfer", CLIENTS, SHORT_WARM_UP);
  }

  private Running running(Contender contender) throws IOException, InterruptedException {
    return Running.start(contender, logs.resolve(contender.name() + ".log"), LONGEST_START);
  }

  /// Measures a service, which was started before, under all loads but the overload.
  void measure(int round, Contender contender) throws IOException, InterruptedException {
    var run = new Run(round, contender);
    // It has had nothing to do while others were measured.
    load.of(contender, "dashboard", CLIENTS, SHORT_WARM_UP);
    saturating.put(contender, saturating(contender));
    run.measure("dashboard", Situation.PEAK, saturating.get(contender), MEASURED);
    for (String endpoint : List.of("dashboard", "profile", "transfer")) {
      run.measure(endpoint, Situation.STEADY, CLIENTS, MEASURED);
    }
  }

  /// Asks twice as much of a service as it can do, and lets it recover from that. After all else:
  /// not all of them do.
  void overload(int round, Contender contender) throws IOException, InterruptedException {
    var run = new Run(round, contender);
    double before = before(run, contender).throughput();
    if (before >= LEAST_RATE) {
      run.overload("dashboard", before);
      run.recover();
    } else {
      System.err.println(contender.name() + " does not answer any more");
      run.nothing("dashboard", Situation.OVERLOAD);
    }
  }

  private Figures before(Run run, Contender contender) throws IOException, InterruptedException {
    if (!run.running.isAlive()) {
      return run.nothing("dashboard", Situation.BEFORE);
    }
    int clients = Objects.requireNonNull(saturating.get(contender), "not measured before");
    load.of(contender, "dashboard", CLIENTS, PROBE);
    return run.measure("dashboard", Situation.BEFORE, clients, BEFORE);
  }

  /// Ends a service.
  void end(Contender contender) {
    Running running = services.remove(contender);
    if (running != null) {
      running.close();
    }
  }

  /// Ends all that still run.
  @Override
  public void close() {
    List.copyOf(services.keySet()).forEach(this::end);
  }

  /// Waits until the cores are not far apart, but not for ever, in all.
  private double awaitNeighbours() throws InterruptedException {
    double apart = apart();
    while (apart > Cores.FAR * leastApart && waited.compareTo(LONGEST_WAIT) < 0) {
      Thread.sleep(LOOK);
      waited = waited.plus(LOOK);
      apart = apart();
    }
    return apart;
  }

  private double apart() throws InterruptedException {
    double apart = Cores.apart();
    leastApart = Math.min(leastApart, apart);
    return apart;
  }

  /// With how few clients the service is at its limit.
  private int saturating(Contender contender) throws IOException, InterruptedException {
    awaitNeighbours();
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
    private final Running running;

    Run(int round, Contender contender) {
      this.round = round;
      this.contender = contender;
      this.running =
          Objects.requireNonNull(
              services.get(contender), () -> contender.name() + " is not started");
    }

    Figures measure(String endpoint, Situation situation, int clients, Duration duration)
        throws IOException, InterruptedException {
      double apart = awaitNeighbours();
      Duration before = running.cpu();
      return add(
          endpoint,
          situation,
          clients,
          before,
          apart,
          load.of(contender, endpoint, clients, duration));
    }

    /// Waits until it has nothing to do any more, but not for ever.
    void recover() throws InterruptedException {
      long end = System.nanoTime() + LONGEST_RECOVERY.toNanos();
      Duration before = running.cpu();
      Duration taken = LOOK;
      while (taken.compareTo(LOOK.dividedBy(10)) > 0 && System.nanoTime() - end < 0) {
        Thread.sleep(LOOK);
        taken = running.cpu().minus(before);
        before = before.plus(taken);
      }
    }

    /// @param before how many it answers in a second if it is not asked for more
    void overload(String endpoint, double before) throws IOException, InterruptedException {
      int connections =
          (int) Math.clamp(before * CONNECTIONS_AT_RATE, LEAST_CONNECTIONS, MOST_CONNECTIONS);
      double apart = awaitNeighbours();
      Duration cpuBefore = running.cpu();
      add(
          endpoint,
          Situation.OVERLOAD,
          connections,
          cpuBefore,
          apart,
          timetable.of(contender, endpoint, 2 * before, connections, OVERLOAD));
    }

    /// Notes that it answers nothing, without asking it.
    Figures nothing(String endpoint, Situation situation) throws InterruptedException {
      var none = new Figures(0, BEFORE.toSeconds(), 0, 0, 0, -1, -1, -1);
      return add(endpoint, situation, 0, running.cpu(), 0, none);
    }

    private Figures add(
        String endpoint,
        Situation situation,
        int clients,
        Duration cpuBefore,
        double apartBefore,
        Figures figures)
        throws InterruptedException {
      Duration cpu = running.cpu().minus(cpuBefore);
      var measurement =
          new Measurement(
              round,
              contender.name(),
              endpoint,
              situation,
              clients,
              figures,
              cpu.toNanos() / 1e3 / Math.max(1, figures.answers()),
              running.residentBytes(),
              Math.max(apartBefore, apart()));
      measurements.add(measurement);
      System.err.println(ServiceReport.line(measurement));
      return figures;
    }
  }
}
