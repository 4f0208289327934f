package dev.weft.bench;

import dev.weft.bench.service.ServiceMain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/// `weft bench SUITE [AREA...] [--rounds N] [--millis N]`.
///
/// Measures every figure once a round, in the order of the rows, so that what else the machine does
/// meets subject and peer alike; the rounds end when the time does. The ratio of a row is that of
/// the two lowest figures; the ratios of the single rounds tell how much they differ. What takes
/// long is measured in the first round only. What was measured only while the cores were far apart
/// (see [Samples]) is measured again in what is left of the time.
@SuppressWarnings("SystemOut") // a program for the command line
public final class Main {
  private static final List<String> SUITES = List.of("core", "micro");
  private static final Duration LONGEST = Duration.ofMinutes(13);
  private static final Duration LONGEST_WITH_REPEATS = LONGEST.plusSeconds(20);

  private final String suite;
  private final List<Row> rows;
  private final int rounds;
  private final Jmh jmh;
  private final Peers peers;
  private final Samples samples = new Samples();
  private final Map<Figure, Duration> durations = new HashMap<>();

  private Main(String suite, Path folder, List<Row> rows, int rounds, TimeValue iteration)
      throws Exception {
    this.suite = suite;
    this.rows = rows;
    this.rounds = rounds;
    this.jmh = new Jmh(iteration);
    this.peers = new Peers(folder, folder.resolve("target"));
  }

  /// Runs it.
  ///
  /// @param args the folder of this module, the suite, its areas and options
  /// @throws Exception if something could not be measured
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    List<String> words = new ArrayList<>(List.of(args).subList(1, args.length));
    if (words.equals(List.of("service"))) {
      ServiceMain.run(folder);
      return;
    }
    String suite = words.isEmpty() ? "" : words.removeFirst();
    if (!SUITES.contains(suite)) {
      refuse(
          suite.equals("service")
              ? "service is measured as a whole and takes no \"" + words.getFirst() + "\""
              : "there is no suite \"" + suite + "\"; choose core, micro or service");
    }
    boolean isMicro = suite.equals("micro");
    int rounds = option(words, "--rounds", isMicro ? 3 : 5);
    int millis = option(words, "--millis", isMicro ? 200 : 400);
    List<Row> all = isMicro ? MicroSuite.rows() : CoreSuite.rows();
    List<String> areas = all.stream().map(Row::area).distinct().toList();
    words.stream()
        .filter(word -> !areas.contains(word))
        .findFirst()
        .ifPresent(word ->
            refuse(
                "there is no area \"%s\" in %s; its areas are: %s"
                    .formatted(word, suite, String.join(" ", areas))));
    List<Row> rows =
        words.isEmpty() ? all : all.stream().filter(row -> words.contains(row.area())).toList();
    var run = new Main(suite, folder, rows, rounds, TimeValue.milliseconds(millis));
    run.run(
        words.isEmpty()
            ? Optional.of(folder.resolve("results/" + suite + ".json"))
            : Optional.empty());
  }

  private static int option(List<String> words, String name, int unless) {
    int at = words.indexOf(name);
    if (at < 0) {
      return unless;
    }
    words.remove(at);
    String number = at < words.size() ? words.remove(at) : "";
    if (!number.matches("[1-9][0-9]{0,5}")) {
      refuse(name + " \"" + number + "\" is no number from 1 to 999999; give one, or leave it out");
    }
    return Integer.parseInt(number);
  }

  private static void refuse(String why) {
    System.err.println("weft bench: " + why);
    System.exit(2);
  }

  private void run(Optional<Path> file) throws Exception {
    System.setProperty("jmh.ignoreLock", "true");
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    double load = Machine.load();
    List<Figure> figures = rows.stream().flatMap(row -> row.figures().stream()).distinct().toList();
    int round = 0;
    while (round < rounds && (round == 0 || isTimeFor(figures.getFirst(), started))) {
      round++;
      for (Figure figure : figures) {
        boolean isLeftOut = round > 1 && (figure.isLong() || !isTimeFor(figure, started));
        if (!isLeftOut) {
          sample(round, figure);
        }
      }
    }
    repeat(round, started);
    long seconds = Duration.between(started, Instant.now()).toSeconds();
    System.out.println(Report.table(rows, samples));
    System.out.printf(
        "%d rounds (the last as far as time went) in %d s; %s%n", round, seconds, samples.apart());
    if (load > Runtime.getRuntime().availableProcessors() / 2.0) {
      System.out.printf(
          "the machine did other things as well (load %.1f before it): run it again when it does not%n",
          load);
    }
    if (file.isPresent()) {
      Map<String, String> machine = Machine.describe();
      machine.put("load", "" + load);
      results(started, seconds, round, machine).write(file.get());
      System.out.println("written to " + file.get());
    }
  }

  private void sample(int round, Figure figure) throws Exception {
    Instant begun = Instant.now();
    double before = Cores.apart();
    Optional<Sample> sample = measure(figure);
    double apart = Math.max(before, Cores.apart());
    sample.ifPresent(measured -> samples.add(round, figure, measured.whenApart(apart)));
    System.err.printf(
        "round %d of %d  %-50s %s; cores %.0f ns apart%n",
        round, rounds, figure.id(), sample.map(Main::text).orElse("not measured"), apart);
    durations.put(figure, Duration.between(begun, Instant.now()));
  }

  /// Measures again what was measured only while the cores were far apart, as long as there is
  /// time.
  private void repeat(int done, Instant started) throws Exception {
    boolean goesOn = true;
    for (int round = done + 1; goesOn; round++) {
      goesOn = false;
      for (Figure figure : samples.onlyFar()) {
        Duration end = Duration.between(started, Instant.now()).plus(durations.get(figure));
        if (end.compareTo(LONGEST_WITH_REPEATS) < 0) {
          sample(round, figure);
          goesOn = true;
        }
      }
    }
  }

  /// Whether a figure can be measured once more, and what has to be repeated after that.
  private boolean isTimeFor(Figure figure, Instant started) {
    Duration end = Duration.between(started, Instant.now()).plus(durations.get(figure));
    for (Figure far : samples.onlyFar()) {
      end = end.plus(durations.get(far));
    }
    return end.compareTo(LONGEST) < 0;
  }

  private static String text(Sample sample) {
    return String.format(
        "%,.0f ns, %,.0f of processor time, %,.0f bytes",
        sample.nanos(), sample.cpu(), sample.bytes());
  }

  /// Empty if it cannot be measured: the others still can.
  private Optional<Sample> measure(Figure figure) throws InterruptedException {
    try {
      return measured(figure);
    } catch (IOException | RunnerException | RuntimeException e) {
      System.err.println(figure.id() + " failed, its lines are not measured: " + e);
      return Optional.empty();
    }
  }

  private Optional<Sample> measured(Figure figure)
      throws IOException, RunnerException, InterruptedException {
    return switch (figure) {
      case Figure.Jmh benchmark -> Optional.of(jmh.measure(benchmark));
      case Figure.Go go -> peers.measure(go);
      case Figure.Python python -> peers.measure(python);
      case Figure.Sleepers sleepers -> peers.measure(sleepers);
    };
  }

  private static Map<String, String> libraries() throws IOException {
    var libraries = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("peers.properties")) {
      libraries.load(Objects.requireNonNull(in, "peers.properties"));
    }
    Map<String, String> versions = new TreeMap<>();
    libraries
        .stringPropertyNames()
        .forEach(name -> versions.put(name, libraries.getProperty(name)));
    return versions;
  }

  private Results results(Instant started, long seconds, int measured, Map<String, String> machine)
      throws IOException {
    Map<String, String> versions = new TreeMap<>(peers.versions());
    versions.putAll(libraries());
    return new Results(
        "./weft bench " + suite + " --rounds " + rounds,
        started.toString(),
        seconds,
        measured,
        machine,
        versions,
        Results.lines(rows, samples),
        Results.figures(samples));
  }
}
