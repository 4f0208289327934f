package dev.weft.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Version;

/// `weft bench SUITE [AREA...] [--rounds N] [--millis N]`.
///
/// Measures every figure once a round, those of one row one after the other, and every second round
/// in reverse: so what else the machine does meets subject and peer alike, and the ratio of a row
/// is the median over the ratios of the rounds.
@SuppressWarnings("SystemOut") // a program for the command line
public final class Main {
  private static final Duration LONGEST = Duration.ofMinutes(14);

  private final List<Row> rows;
  private final int rounds;
  private final Jmh jmh;
  private final Peers peers;
  private final Samples samples = new Samples();

  private Main(Path folder, List<Row> rows, int rounds, TimeValue iteration) throws Exception {
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
    int rounds = option(words, "--rounds", 5);
    int millis = option(words, "--millis", 400);
    String suite = words.isEmpty() ? "" : words.removeFirst();
    List<Row> all = CoreSuite.rows();
    List<String> areas = all.stream().map(Row::area).distinct().toList();
    if (!suite.equals("core") || !areas.containsAll(words) || rounds < 1 || millis < 1) {
      System.err.println(
          "usage: ./weft bench core [AREA...] [--rounds N] [--millis N]; the areas are: "
              + String.join(" ", areas));
      System.exit(2);
    }
    List<Row> rows =
        words.isEmpty() ? all : all.stream().filter(row -> words.contains(row.area())).toList();
    var run = new Main(folder, rows, rounds, TimeValue.milliseconds(millis));
    run.run(words.isEmpty() ? Optional.of(folder.resolve("results/core.json")) : Optional.empty());
  }

  private static int option(List<String> words, String name, int unless) {
    int at = words.indexOf(name);
    if (at < 0) {
      return unless;
    }
    words.remove(at);
    return at < words.size() ? Integer.parseInt(words.remove(at)) : -1;
  }

  private void run(Optional<Path> file) throws Exception {
    System.setProperty("jmh.ignoreLock", "true");
    Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    double load = Machine.load();
    List<Figure> figures =
        new ArrayList<>(
            rows.stream()
                .flatMap(row -> row.figures().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    int round = 0;
    while (round < rounds && isTimeForAnother(round, started)) {
      round++;
      for (Figure figure : figures) {
        Optional<Sample> sample = measure(figure);
        sample.ifPresent(measured -> samples.add(figure, measured));
        System.err.printf(
            "round %d of %d  %-50s %s%n",
            round, rounds, figure.id(), sample.map(Main::text).orElse("not measured"));
      }
      Collections.reverse(figures);
    }
    long seconds = Duration.between(started, Instant.now()).toSeconds();
    System.out.println(Report.table(rows, samples));
    System.out.printf("%d rounds in %d s%n", round, seconds);
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

  /// Whether another round like those before will end in time.
  private static boolean isTimeForAnother(int done, Instant started) {
    Duration taken = Duration.between(started, Instant.now());
    return done == 0 || taken.plus(taken.dividedBy(done)).compareTo(LONGEST) < 0;
  }

  private static String text(Sample sample) {
    return String.format(
        "%,.0f ns, %,.0f of processor time, %,.0f bytes",
        sample.nanos(), sample.cpu(), sample.bytes());
  }

  private Optional<Sample> measure(Figure figure) throws Exception {
    return switch (figure) {
      case Figure.Jmh benchmark -> Optional.of(jmh.measure(benchmark));
      case Figure.Go go -> peers.measure(go);
      case Figure.Asyncio asyncio -> peers.measure(asyncio);
      case Figure.Sleepers sleepers -> peers.measure(sleepers);
    };
  }

  private Results results(
      Instant started, long seconds, int measured, Map<String, String> machine) {
    Map<String, String> versions = new TreeMap<>(peers.versions());
    versions.put("jmh", Version.getPlainVersion());
    return new Results(
        "./weft bench core --rounds " + rounds,
        started.toString(),
        seconds,
        measured,
        machine,
        versions,
        Results.lines(rows, samples),
        Results.figures(samples));
  }
}
