package dev.weft.lessons.exercise;

import dev.weft.sim.Simulation;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Puts a profile together from three calls.
public interface SideBySide {

  /// The calls. They take 0.5, 0.3 and 0.4 s.
  interface Api {
    String user() throws IOException, InterruptedException;

    Integer posts() throws IOException, InterruptedException;

    Integer followers() throws IOException, InterruptedException;
  }

  /// What comes of them.
  record Profile(String user, int posts, int followers) {}

  /// Loads a profile.
  ///
  /// @param api where from
  /// @return the profile
  /// @throws IOException if a call fails: the failure as it is, and the other calls have ended
  Profile load(Api api) throws IOException, InterruptedException;

  static void check(Supplier<SideBySide> yours) throws NotYetException, InterruptedException {
    Trial.explore(
        50,
        () -> {
          var calls = new Calls();
          Profile expected = expected();
          Profile profile = yours.get().load(api(calls, expected, false));
          Trial.require(
              expected.equals(profile),
              () -> "the calls gave %s, but load() returned %s".formatted(expected, profile));
          requireEnded(calls, "load() returned");
          Trial.require(
              Trial.millis() <= 500,
              () ->
                  "load() took %d ms; no call needs the result of another, so it could take 500, as long as the longest"
                      .formatted(Trial.millis()));
          return null;
        });
    Trial.explore(50, () -> failing(yours.get()));
    Trial.cancelEverywhere(
        2,
        () -> {
          var calls = new Calls();
          Exception thrown = Trial.thrownBy(() -> yours.get().load(api(calls, expected(), false)));
          requireEnded(calls, "load() was cancelled and had ended");
          if (thrown != null) {
            throw thrown;
          }
          return null;
        });
  }

  private static boolean failing(SideBySide yours) throws NotYetException {
    var calls = new Calls();
    Exception thrown = Trial.thrownBy(() -> yours.load(api(calls, expected(), true)));
    Trial.require(thrown != null, () -> "posts() failed, but load() returned");
    Trial.require(
        thrown instanceof IOException && "no posts".equals(thrown.getMessage()),
        () -> "posts() failed with an IOException, but load() threw %s".formatted(thrown));
    requireEnded(calls, "posts() had failed and load() threw");
    Trial.require(
        Trial.millis() <= 300,
        () ->
            "posts() failed after 300 ms, but load() threw after %d; the other calls are of no use then, so break them off"
                .formatted(Trial.millis()));
    return true;
  }

  private static void requireEnded(Calls calls, String when) throws NotYetException {
    Trial.require(
        calls.now() == 0,
        () ->
            "when %s, calls still at work: %d; nobody waits for them, and nobody can cancel them"
                .formatted(when, calls.now()));
  }

  private static Profile expected() {
    RandomGenerator random = Simulation.random();
    return new Profile("user-" + random.nextInt(1_000), random.nextInt(100), random.nextInt(100));
  }

  private static Api api(Calls calls, Profile profile, boolean isFailing) {
    return new Api() {
      @Override
      public String user() throws InterruptedException {
        calls.take(500);
        return profile.user();
      }

      @Override
      public Integer posts() throws IOException, InterruptedException {
        calls.take(300);
        if (isFailing) {
          throw new IOException("no posts");
        }
        return profile.posts();
      }

      @Override
      public Integer followers() throws InterruptedException {
        calls.take(400);
        return profile.followers();
      }
    };
  }
}
