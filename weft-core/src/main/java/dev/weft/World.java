package dev.weft;

import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What takes the place of real time and of platform threads where a program is simulated: the seam
/// for a simulator.
///
/// Virtual threads, and the JDK's own waits on them, are the business of the simulator; this is for
/// what Weft does beside them: it has a thread that fires deadlines, threads that interrupt, and
/// threads for jobs that are offloaded. In a world all of that happens on its virtual threads and
/// by its clock.
public abstract class World {
  private static volatile @Nullable Supplier<@Nullable World> finder;

  // Used by threads of this world, of which one runs at a time.
  private @Nullable Offload cores;

  /// A world.
  protected World() {}

  /// Says how the world of a thread is found.
  ///
  /// @param current called often, by any thread: the world that the calling thread is in, or null
  public static void install(Supplier<@Nullable World> current) {
    // It has a thread, which must not be started in a world.
    Borrowed.ensureCleaner();
    finder = current;
  }

  /// The world that the calling thread is in.
  ///
  /// @return the world; null in the real one
  static @Nullable World current() {
    Supplier<@Nullable World> current = finder;
    return current == null ? null : current.get();
  }

  /// Runs `action`, which does not block, when some time has passed.
  ///
  /// @param nanos how much time
  /// @param action what to run
  /// @return cancels it
  protected abstract Future<?> schedule(long nanos, Runnable action);

  /// Makes a virtual thread of this world.
  ///
  /// @param name its name
  /// @param body what it runs
  /// @return the thread, not started
  protected abstract Thread unstarted(String name, Runnable body);

  /// What happens at a point where the program can be made to fail.
  ///
  /// @param point its name
  /// @return whether it fails now
  /// @throws InterruptedException if it waits, and the calling task is cancelled meanwhile
  protected abstract boolean fails(String point) throws InterruptedException;

  Offload cores() {
    if (cores == null) {
      cores = Offload.simulatedCores();
    }
    return cores;
  }
}
