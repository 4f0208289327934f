package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.stage.Act;
import dev.weft.lessons.stage.Bar;
import dev.weft.lessons.stage.Line;
import dev.weft.lessons.stage.Performance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What a lesson does on real threads has to be what it does in the simulator: the same acts, lines
/// and bars at about the same times. What happens at the same time may be in any order.
final class SamePlay {
  /// Timers are exact in the simulator, and early nowhere.
  private static final long EARLY = 100_000_000;

  /// A machine may be busy.
  private static final long LATE = 3_000_000_000L;

  /// What is as far apart as this has an order.
  private static final long GAP = 250_000_000;

  private SamePlay() {}

  static void check(Performance expected, Performance actual) {
    assertThat(actual.acts())
        .extracting(act -> act.kind() + ": " + act.heading())
        .isEqualTo(expected.acts().stream().map(act -> act.kind() + ": " + act.heading()).toList());
    for (int i = 0; i < expected.acts().size(); i++) {
      check(expected.acts().get(i), actual.acts().get(i));
    }
  }

  private static void check(Act expected, Act actual) {
    checkTime("the end of " + expected.heading(), expected.nanos(), actual.nanos());
    checkLines(expected, actual);
    checkBars(expected, actual);
  }

  private static void checkLines(Act expected, Act actual) {
    assertThat(actual.lines()).as(expected.heading()).hasSameSizeAs(expected.lines());
    int from = 0;
    for (List<Line> together : groups(expected.lines())) {
      List<Line> played = actual.lines().subList(from, from + together.size());
      from += together.size();
      assertThat(texts(played))
          .as(expected.heading())
          .containsExactlyInAnyOrderElementsOf(texts(together));
      checkTime(
          "\"" + together.getFirst().text() + "\"",
          together.getFirst().nanos(),
          played.getFirst().nanos());
    }
  }

  private static List<String> texts(List<Line> lines) {
    return lines.stream().map(line -> line.isMeasured() ? "(a measurement)" : line.text()).toList();
  }

  private static List<List<Line>> groups(List<Line> lines) {
    List<List<Line>> groups = new ArrayList<>();
    for (Line line : lines) {
      if (groups.isEmpty() || line.nanos() - groups.getLast().getLast().nanos() >= GAP) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(line);
    }
    return groups;
  }

  private static void checkBars(Act expected, Act actual) {
    List<Bar> wanted = sorted(expected.bars());
    List<Bar> drawn = sorted(actual.bars());
    assertThat(names(drawn)).as(expected.heading()).isEqualTo(names(wanted));
    for (int i = 0; i < wanted.size(); i++) {
      Bar bar = wanted.get(i);
      checkTime("the beginning of bar " + bar.name(), bar.from(), drawn.get(i).from());
      checkTime("the end of bar " + bar.name(), bar.to(), drawn.get(i).to());
    }
  }

  /// However slow a machine is, what goes on at the same time does so, and what follows follows.
  static void checkOrder(Performance expected, Performance actual) {
    for (int i = 0; i < expected.acts().size(); i++) {
      checkOrder(sorted(expected.acts().get(i).bars()), sorted(actual.acts().get(i).bars()));
    }
  }

  private static void checkOrder(List<Bar> wanted, List<Bar> drawn) {
    for (int i = 0; i < wanted.size(); i++) {
      for (int j = 0; j < wanted.size(); j++) {
        long together = wanted.get(i).to() - wanted.get(j).from();
        if (together >= GAP) {
          assertThat(drawn.get(i).to())
              .as("the end of %s, after the beginning of %s", name(drawn, i), name(drawn, j))
              .isGreaterThan(drawn.get(j).from());
        } else if (together <= -GAP) {
          assertThat(drawn.get(i).to())
              .as("the end of %s, before the beginning of %s", name(drawn, i), name(drawn, j))
              .isLessThan(drawn.get(j).from());
        }
      }
    }
  }

  private static String name(List<Bar> bars, int i) {
    return bars.get(i).name();
  }

  private static List<Bar> sorted(List<Bar> bars) {
    return bars.stream()
        .sorted(Comparator.comparing(Bar::name).thenComparing(Bar::end).thenComparingLong(Bar::to))
        .toList();
  }

  private static List<String> names(List<Bar> bars) {
    return bars.stream().map(bar -> bar.name() + " " + bar.end()).toList();
  }

  private static void checkTime(String what, long expected, long actual) {
    assertThat(actual).as(what).isBetween(expected - EARLY, expected + LATE);
  }
}
