package dev.weft.lessons.exercise;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.sim.Simulation;
import java.time.Duration;
import java.util.function.Supplier;

/// Does one step and then another, each within its own time.
public interface TwoSteps {
  Duration FIRST = Duration.ofMillis(200);
  Duration SECOND = Duration.ofMillis(500);

  /// A step. It may have time-outs of its own inside.
  @FunctionalInterface
  interface Step {
    String run() throws InterruptedException;
  }

  /// A step has taken longer than it may.
  final class TooSlowException extends Exception {
    private static final long serialVersionUID = 1;

    /// @param step `first` or `second`
    public TooSlowException(String step) {
      super(step);
    }
  }

  /// Runs both.
  ///
  /// @param first may take [#FIRST]
  /// @param second may take [#SECOND], runs when the first has ended
  /// @return what they return, with a space in between
  /// @throws TooSlowException if one of them takes longer, with its name
  /// @throws DeadlineExceededException if a deadline inside a step expires, as it is
  /// @throws InterruptedException if this is cancelled, for example by a deadline around it
  String run(Step first, Step second) throws TooSlowException, InterruptedException;

  static void check(Supplier<TwoSteps> yours) throws NotYetException, InterruptedException {
    Trial.explore(
        50,
        () -> {
          var calls = new Calls();
          int tag = Simulation.random().nextInt(1_000);
          String both = yours.get().run(step(calls, "a" + tag, 150), step(calls, "b" + tag, 400));
          String right = "a" + tag + " b" + tag;
          Trial.require(
              right.equals(both),
              () -> "the steps returned %s, but run() returned %s".formatted(right, both));
          return null;
        });
    Trial.explore(20, () -> tooSlow(yours.get(), 900, 100, "first", 200));
    Trial.explore(20, () -> tooSlow(yours.get(), 100, 900, "second", 600));
    Trial.explore(20, () -> inner(yours.get()));
    Trial.explore(20, () -> outer(yours.get()));
    Trial.cancelEverywhere(
        1,
        () -> {
          var calls = new Calls();
          Exception thrown =
              Trial.thrownBy(() -> yours.get().run(step(calls, "a", 100), step(calls, "b", 100)));
          if (thrown instanceof TooSlowException) {
            throw new NotYetException(
                "run() was cancelled and says that a step was too slow; no step was", thrown);
          }
          if (thrown != null) {
            throw thrown;
          }
          return null;
        });
  }

  private static boolean tooSlow(
      TwoSteps yours, long first, long second, String which, long rightMillis)
      throws NotYetException {
    var calls = new Calls();
    Exception thrown =
        Trial.thrownBy(() -> yours.run(step(calls, "a", first), step(calls, "b", second)));
    Trial.require(
        thrown instanceof TooSlowException && which.equals(thrown.getMessage()),
        () ->
            "the %s step was too slow, but run() %s"
                .formatted(which, thrown == null ? "returned" : "threw " + thrown));
    Trial.require(
        calls.now() == 0 && Trial.millis() == rightMillis,
        () ->
            "the time of the %s step was over after %d ms; run() ended after %d, steps still at work: %d"
                .formatted(which, rightMillis, Trial.millis(), calls.now()));
    return true;
  }

  private static boolean inner(TwoSteps yours) throws NotYetException {
    var calls = new Calls();
    Step first =
        () -> Deadline.within(Duration.ofMillis(50), () -> step(calls, "query", 900).run());
    Exception thrown = Trial.thrownBy(() -> yours.run(first, step(calls, "b", 100)));
    Trial.require(
        thrown instanceof DeadlineExceededException,
        () ->
            "the first step threw the time-out of a query inside it, after 50 of its 200 ms, but run() %s; a time-out is not always yours"
                .formatted(thrown == null ? "returned" : "threw " + thrown));
    return true;
  }

  private static boolean outer(TwoSteps yours) throws NotYetException {
    var calls = new Calls();
    Exception thrown =
        Trial.thrownBy(() ->
            Deadline.within(
                Duration.ofMillis(100),
                () -> yours.run(step(calls, "a", 150), step(calls, "b", 100))));
    Trial.require(
        thrown instanceof DeadlineExceededException,
        () ->
            "a deadline of 100 ms around run() expired, but run() %s; that is the caller's business, hand the interruption on"
                .formatted(thrown == null ? "returned" : "threw " + thrown));
    Trial.require(
        calls.begun() == 1 && Trial.millis() == 100,
        () ->
            "a deadline of 100 ms around run() expired; steps begun: %d, and it ended after %d ms"
                .formatted(calls.begun(), Trial.millis()));
    return true;
  }

  private static Step step(Calls calls, String answer, long millis) {
    return () -> {
      calls.take(millis);
      return answer;
    };
  }
}
