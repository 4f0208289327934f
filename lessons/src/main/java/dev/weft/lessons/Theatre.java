package dev.weft.lessons;

import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Performance;
import dev.weft.lessons.stage.Stage;
import dev.weft.loop.EventLoop;
import dev.weft.sim.Simulation;
import dev.weft.sim.Strategy;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Plays lessons.
public final class Theatre {
  private Theatre() {}

  /// Plays a lesson from its beginning to its end.
  ///
  /// @param lesson which one
  /// @param mode what runs its threads
  /// @param seed decides what runs next in a simulation; without one it is first in, first out
  /// @param audience who watches; of a simulation there is nothing to watch before its end
  /// @throws Exception if the lesson fails
  public static Performance play(Entry lesson, Mode mode, OptionalLong seed, Audience audience)
      throws Exception {
    return switch (mode) {
      case PARALLEL -> onVirtualThread(lesson, audience);
      case LOOP -> EventLoop.run(() -> perform(lesson, mode, audience));
      case SIMULATED ->
          // The programs that are wrong leave threads and failures behind: that is what they show.
          Simulation.create()
              .strategy(seed.isPresent() ? Strategy.random() : Strategy.fifo())
              .allowLeftovers()
              .allowMistakes()
              .once(seed.orElse(0), () -> perform(lesson, mode, Audience.NONE));
    };
  }

  private static Performance onVirtualThread(Entry lesson, Audience audience) throws Exception {
    var played = new FutureTask<>(() -> perform(lesson, Mode.PARALLEL, audience));
    Thread thread = Thread.ofVirtual().name("main").start(played);
    try {
      return played.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw e;
    } catch (InterruptedException e) {
      // Nothing of it runs on when this returns.
      thread.interrupt();
      thread.join();
      throw e;
    }
  }

  private static Performance perform(Entry lesson, Mode mode, Audience audience) throws Exception {
    var stage = new Stage(mode, audience);
    lesson.lesson().apply(stage).play();
    return stage.performance();
  }
}
