package dev.weft.lessons.exercise;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
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

  private static boolean visits(Gate yours) throws NotYetException, InterruptedException {
    var day = new Day(yours);
    try {
      Deadline.<Boolean, NotYetException>within(
          Duration.ofHours(1),
          () -> TaskGroup.<Boolean, NotYetException>supervise("gate", day::visitors));
    } catch (DeadlineExceededException e) {
      throw new NotYetException(
          "visitors %s were cancelled while they waited; after that others waited for an hour although nobody was inside; whom were the permits given to?"
              .formatted(day.cancelled),
          e);
    }
    Trial.require(
        day.most <= 2,
        () ->
            "visitors %s were cancelled while they waited; after that %d were inside at a time"
                .formatted(day.cancelled, day.most));
    List<Integer> entered = day.entered.stream().filter(i -> i < Day.VISITORS).toList();
    Trial.require(
        entered.equals(entered.stream().sorted().toList()),
        () -> "the visitors came in the order of their numbers, but entered as " + entered);
    return true;
  }

  /// Six visitors of whom some are cancelled while they wait. Everything happens at full 10 ms, so
  /// that a permit is often given to somebody who is cancelled at that very moment.
  final class Day {
    private static final int VISITORS = 6;

    private final RandomGenerator random = Simulation.random();
    private final Gate gate;
    private final List<Integer> entered = new ArrayList<>();
    private final List<Integer> cancelled = new ArrayList<>();
    private int now;
    private int most;

    private Day(Gate gate) {
      this.gate = gate;
    }

    private boolean visitors(TaskGroup group) throws NotYetException, InterruptedException {
      List<Task<Boolean>> visitors = new ArrayList<>();
      for (int i = 0; i < VISITORS; i++) {
        int number = i;
        visitors.add(group.start("visitor-" + i, () -> visit(number)));
        Thread.sleep(10);
      }
      for (int i = 0; i < 2; i++) {
        Thread.sleep(10L * random.nextInt(5));
        int number = 2 + random.nextInt(VISITORS - 2);
        if (!visitors.get(number).isDone() && !entered.contains(number)) {
          cancel(number, visitors.get(number));
        }
      }
      for (Task<Boolean> visitor : visitors) {
        if (visitor.join() instanceof Outcome.Failure<Boolean>(var cause)) {
          throw new NotYetException("a visitor failed: " + cause, cause);
        }
      }
      bothPermitsAreThere(group);
      return true;
    }

    private void cancel(int number, Task<Boolean> visitor)
        throws NotYetException, InterruptedException {
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

    private void bothPermitsAreThere(TaskGroup group) throws NotYetException, InterruptedException {
      long before = Trial.millis();
      Task<Boolean> one = group.start("last-1", () -> visit(VISITORS));
      Task<Boolean> two = group.start("last-2", () -> visit(VISITORS + 1));
      one.join();
      two.join();
      Trial.require(
          Trial.millis() - before <= 50,
          () ->
              "visitors %s were cancelled while they waited; afterwards the gate lets in one at a time"
                  .formatted(cancelled));
    }

    private boolean visit(int number) throws InterruptedException {
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
