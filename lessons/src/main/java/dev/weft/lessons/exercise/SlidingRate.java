package dev.weft.lessons.exercise;

import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Lets through three callers a second, in the order in which they come.
public interface SlidingRate {

  /// Waits until the caller may pass: never more than three do so within any second.
  ///
  /// @throws InterruptedException if the caller is cancelled, at once; it does not count
  void acquire() throws InterruptedException;

  static void check(Supplier<SlidingRate> yours) throws NotYetException, InterruptedException {
    Trial.explore(100, () -> calls(yours.get(), false));
    Trial.explore(300, () -> calls(yours.get(), true));
  }

  private static boolean calls(SlidingRate yours, boolean isCancelling)
      throws NotYetException, InterruptedException {
    RandomGenerator random = Simulation.random();
    List<Caller> passed = new ArrayList<>();
    TaskGroup.<Boolean, NotYetException>supervise(
        "callers",
        group -> {
          List<Task<Boolean>> callers = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            var caller = new Caller(i, Trial.millis());
            callers.add(group.start("caller " + i, () -> caller.pass(yours, passed)));
            Thread.sleep(1 + random.nextInt(random.nextInt(4) == 0 ? 900 : 90));
            if (isCancelling && random.nextInt(3) == 0) {
              cancel(callers.get(random.nextInt(callers.size())));
            }
          }
          return true;
        });
    for (int i = 0; i < passed.size(); i++) {
      look(passed, i);
    }
    return true;
  }

  private static void cancel(Task<Boolean> caller) throws NotYetException, InterruptedException {
    long at = Trial.millis();
    caller.cancel("has no time");
    caller.join();
    Trial.require(
        Trial.millis() == at,
        () ->
            "%s was cancelled after %d ms, and ended after %d"
                .formatted(caller.name(), at, Trial.millis()));
  }

  private static void look(List<Caller> passed, int i) throws NotYetException {
    Caller caller = passed.get(i);
    long may = caller.cameAt;
    if (i > 0) {
      Caller before = passed.get(i - 1);
      may = Math.max(may, before.passedAt);
      Trial.require(
          before.number < caller.number,
          () -> "caller %d passed before caller %d".formatted(before.number, caller.number));
    }
    if (i >= 3) {
      Caller third = passed.get(i - 3);
      may = Math.max(may, third.passedAt + 1_000);
      Trial.require(
          caller.passedAt - third.passedAt >= 1_000,
          () ->
              "four callers passed within %d ms, at %s; within any second it may be three"
                  .formatted(
                      caller.passedAt - third.passedAt,
                      passed.subList(i - 3, i + 1).stream().map(each -> each.passedAt).toList()));
    }
    long could = may;
    // A millisecond or two is lost where somebody rounds.
    Trial.require(
        caller.passedAt <= could + 10,
        () ->
            "caller %d could have passed after %d ms, but did so after %d; whom did it wait for?"
                .formatted(caller.number, could, caller.passedAt));
  }

  /// A caller.
  final class Caller {
    private final int number;
    private final long cameAt;
    private long passedAt;

    private Caller(int number, long cameAt) {
      this.number = number;
      this.cameAt = cameAt;
    }

    private boolean pass(SlidingRate rate, List<Caller> passed) throws InterruptedException {
      rate.acquire();
      passedAt = Trial.millis();
      return passed.add(this);
    }
  }
}
