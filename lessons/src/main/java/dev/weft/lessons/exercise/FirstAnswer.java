package dev.weft.lessons.exercise;

import dev.weft.sim.Simulation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Asks all replicas of a service, and takes the answer that comes first.
public interface FirstAnswer {

  /// A replica. It may fail; when it is interrupted it needs 50 ms to clean up.
  @FunctionalInterface
  interface Replica {
    String ask(String question) throws IOException, InterruptedException;
  }

  /// Asks all of them at once.
  ///
  /// @param replicas at least one
  /// @param question what to ask
  /// @return the first answer; by then no replica is asked any more
  /// @throws IOException if none has an answer
  String ask(List<Replica> replicas, String question) throws IOException, InterruptedException;

  static void check(Supplier<FirstAnswer> yours) throws NotYetException, InterruptedException {
    Trial.explore(100, () -> oneAnswers(yours.get()));
    Trial.explore(
        20,
        () -> {
          var calls = new Calls(50);
          List<Replica> bad = List.of(failing(calls, 100), failing(calls, 200));
          Exception thrown = Trial.thrownBy(() -> yours.get().ask(bad, "who?"));
          Trial.require(
              thrown instanceof IOException,
              () ->
                  "all replicas failed with an IOException, so ask() should throw one; it %s"
                      .formatted(thrown == null ? "returned" : "threw " + thrown));
          return null;
        });
    Trial.cancelEverywhere(
        2,
        () -> {
          var calls = new Calls(50);
          List<Replica> good = List.of(answering(calls, 100), answering(calls, 200));
          Exception thrown = Trial.thrownBy(() -> yours.get().ask(good, "who?"));
          requireEnded(calls, "ask() was cancelled and had ended");
          if (thrown != null) {
            throw thrown;
          }
          return null;
        });
  }

  private static boolean oneAnswers(FirstAnswer yours) throws NotYetException {
    RandomGenerator random = Simulation.random();
    List<Integer> delays = new ArrayList<>(List.of(100, 200, 300, 400, 500));
    Collections.shuffle(delays, new Random(random.nextLong()));
    int winner = 100 * (1 + random.nextInt(4));
    var calls = new Calls(50);
    List<Replica> replicas =
        delays.stream()
            .map(delay -> delay < winner ? failing(calls, delay) : answering(calls, delay))
            .toList();
    String question = "question " + random.nextInt(1_000);
    var answers = new ArrayList<String>();
    Exception thrown = Trial.thrownBy(() -> answers.add(yours.ask(replicas, question)));
    Trial.require(
        thrown == null,
        () ->
            "a replica had an answer after %d ms, but ask() threw %s; others may have failed before, that does not matter"
                .formatted(winner, thrown));
    String right = answer(winner, question);
    Trial.require(
        answers.equals(List.of(right)),
        () -> "the first answer is \"%s\", but ask() returned %s".formatted(right, answers));
    requireEnded(calls, "ask() returned");
    Trial.require(
        Trial.millis() <= winner + 50,
        () ->
            "the first answer was there after %d ms, and the others need 50 ms to end, but it took %d ms"
                .formatted(winner, Trial.millis()));
    return true;
  }

  private static void requireEnded(Calls calls, String when) throws NotYetException {
    Trial.require(
        calls.now() == 0,
        () ->
            "when %s, replicas still at it: %d; break the losers off, and wait until they have ended"
                .formatted(when, calls.now()));
  }

  private static Replica answering(Calls calls, int delay) {
    return question -> {
      calls.take(delay);
      return answer(delay, question);
    };
  }

  private static Replica failing(Calls calls, int delay) {
    return _ -> {
      calls.take(delay);
      throw new IOException("the replica that takes " + delay + " ms is down");
    };
  }

  private static String answer(int delay, String question) {
    return "answer to " + question + " after " + delay + " ms";
  }
}
