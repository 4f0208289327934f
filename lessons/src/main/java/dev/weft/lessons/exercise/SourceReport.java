package dev.weft.lessons.exercise;

import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.sim.Simulation;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Asks several sources and reports what each of them said.
public interface SourceReport {

  /// Something that can be read. It takes up to half a second, may fail, and may be switched off
  /// meanwhile, which cancels the read.
  @FunctionalInterface
  interface Source {
    String read(String name) throws IOException, InterruptedException;
  }

  /// A line for each source, in the order of the names: `a: 42` if it said 42, `b: failed, no disk`
  /// if it failed with the message "no disk", `c: cancelled, switched off` if the read was
  /// cancelled for the reason "switched off".
  ///
  /// @param names the sources, which are read side by side
  /// @param source reads one
  /// @return the lines
  /// @throws InterruptedException if the report itself is cancelled
  List<String> lines(List<String> names, Source source) throws InterruptedException;

  static void check(Supplier<SourceReport> yours) throws NotYetException, InterruptedException {
    Trial.explore(
        100,
        () -> {
          List<Said> said = said();
          List<String> lines = lines(yours.get(), said);
          List<String> expected = said.stream().map(Said::line).toList();
          for (int i = 0; i < expected.size(); i++) {
            String line = i < lines.size() ? lines.get(i) : "missing";
            String right = expected.get(i);
            Trial.require(
                right.equals(line),
                () -> "a line should be \"%s\", but is \"%s\"".formatted(right, line));
          }
          Trial.require(
              lines.size() == expected.size(), () -> "there are lines too many: " + lines);
          long longest = said.stream().mapToLong(Said::millis).max().orElse(0);
          Trial.require(
              Trial.millis() <= longest,
              () ->
                  "it took %d ms; the slowest source takes %d, and they can be read side by side"
                      .formatted(Trial.millis(), longest));
          return null;
        });
    // Sources that failed before it was cancelled are looked at by nobody.
    Trial.cancelEverywhere(
        Simulation.create().allowMistakes(),
        3,
        () -> {
          List<Said> said = said();
          List<String> lines = lines(yours.get(), said);
          Trial.require(
              said.stream().map(Said::line).toList().equals(lines),
              () ->
                  "the report itself was cancelled, but it went on and says %s; who cancels it wants no report"
                      .formatted(lines));
          return null;
        });
  }

  private static List<String> lines(SourceReport yours, List<Said> said)
      throws InterruptedException {
    return yours.lines(
        said.stream().map(Said::name).toList(),
        name ->
            said.stream().filter(each -> each.name().equals(name)).findAny().orElseThrow().say());
  }

  private static List<Said> said() {
    RandomGenerator random = Simulation.random();
    return IntStream.range(0, 6)
        .mapToObj(
            i -> new Said("source-" + i, 10 + random.nextInt(490), (i + random.nextInt(2)) % 3))
        .toList();
  }

  /// What a source says, after how long, and how it ends: 0 well, 1 with a failure, 2 cancelled.
  record Said(String name, long millis, int end) {
    private String line() {
      return switch (end) {
        case 0 -> name + ": " + millis;
        case 1 -> name + ": failed, no disk " + millis;
        default -> name + ": cancelled, switched off";
      };
    }

    private String say() throws IOException, InterruptedException {
      Thread.sleep(millis);
      return switch (end) {
        case 0 -> String.valueOf(millis);
        case 1 -> throw new IOException("no disk " + millis);
        default ->
            TaskGroup.run(group -> {
              group.cancel("switched off");
              Tasks.checkCancelled();
              return "";
            });
      };
    }
  }
}
