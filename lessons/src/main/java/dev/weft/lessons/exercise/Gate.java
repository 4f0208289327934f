package dev.weft.lessons.exercise;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Lets in two at a time, in the order in which they come.
public interface Gate {

  /// Waits for a permit.
  ///
  /// @throws InterruptedException if the caller is cancelled; it has no permit then
  void enter() throws InterruptedException;

  /// Gives the permit back. Does not wait.
  void leave();

  static void check(Supplier<Gate> yours) throws NotYetException, InterruptedException {
    Trial.explore(1_000, () -> visits(yours.get()));
  }

  /// Everything happens at full 10 ms, so that a permit is often given to somebody who is cancelled
  /// at that very moment.
  private static boolean visits(Gate yours) throws NotYetException, InterruptedException {
    RandomGenerator random = Simulation.random();
    var inside = new Inside();
    List<Integer> cancelled = new ArrayList<>();
    try {
      Deadline.<Boolean, NotYetException>within(
          Duration.ofHours(1),
          () ->
              TaskGroup.<Boolean, NotYetException>supervise(
                  "gate",
                  group -> {
                    List<Task<Boolean>> visitors = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                      int number = i;
                      visitors.add(group.start("visitor-" + i, () -> inside.visit(yours, number)));
                      Thread.sleep(10);
                    }
                    for (int i = 0; i < 2; i++) {
                      Thread.sleep(10L * random.nextInt(5));
                      int number = 2 + random.nextInt(4);
                      Task<Boolean> visitor = visitors.get(number);
                      if (!visitor.isDone() && !inside.entered.contains(number)) {
                        cancelled.add(number);
                        long at = Trial.millis();
                        visitor.cancel("has no time");
                        visitor.join();
                        Trial.require(
                            Trial.millis() == at,
                            () ->
                                "visitor %d was cancelled after %d ms, and waited on until %d"
                                    .formatted(number, at, Trial.millis()));
                      }
                    }
                    for (Task<Boolean> visitor : visitors) {
                      if (visitor.join() instanceof Outcome.Failure<Boolean>(var cause)) {
                        throw new NotYetException("a visitor failed: " + cause, cause);
                      }
                    }
                    // Twice, as one who waits for both on one thread may be one borrower.
                    Task<Boolean> one = group.start("last-1", () -> inside.visit(yours, 6));
                    Task<Boolean> two = group.start("last-2", () -> inside.visit(yours, 7));
                    long before = Trial.millis();
                    one.join();
                    two.join();
                    Trial.require(
                        Trial.millis() - before <= 50,
                        () ->
                            "visitors %s were cancelled while they waited; afterwards the gate lets in one at a time"
                                .formatted(cancelled));
                    return true;
                  }));
    } catch (DeadlineExceededException e) {
      throw new NotYetException(
          "visitors %s were cancelled while they waited; after that others waited for an hour although nobody was inside; whom were the permits given to?"
              .formatted(cancelled),
          e);
    }
    Trial.require(
        inside.most <= 2,
        () ->
            "visitors %s were cancelled while they waited; after that %d were inside at a time"
                .formatted(cancelled, inside.most));
    List<Integer> inOrder = new ArrayList<>(inside.entered.stream().filter(i -> i < 6).toList());
    List<Integer> entered = List.copyOf(inOrder);
    Collections.sort(inOrder);
    Trial.require(
        inOrder.equals(entered),
        () -> "the visitors came in the order of their numbers, but entered as " + entered);
    return true;
  }

  /// Who is inside, and was. One thread runs at a time.
  final class Inside {
    private final List<Integer> entered = new ArrayList<>();
    private int now;
    private int most;

    private Inside() {}

    private boolean visit(Gate gate, int number) throws InterruptedException {
      gate.enter();
      entered.add(number);
      now++;
      most = Math.max(most, now);
      try {
        Thread.sleep(50);
      } finally {
        now--;
        gate.leave();
      }
      return true;
    }
  }
}
