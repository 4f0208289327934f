package dev.weft.sim;

import dev.weft.Op;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Runs an ordinary program, unmodified, one thread at a time in an order that a seed decides, on a
/// virtual clock that jumps to the next timer when nothing can run: every interleaving can be had,
/// in milliseconds, and had again.
///
/// ```java
/// Simulation.create().explore(1_000, () -> {
///   var limiter = Limiter.of("database", 2);
///   Tasks.gather(ids, id -> limiter.run(() -> fetch(id)));
///   return null;
/// });
/// ```
///
/// Inside, virtual threads, whoever starts them, are threads of the simulation; a switch happens
/// where a thread blocks or yields, and nowhere else. [Thread#sleep(Duration)], waits with a
/// time-out, [System#nanoTime()], [System#currentTimeMillis()] and the clocks of `java.time` go by
/// the virtual clock, as do Weft's deadlines and limits. Computing takes no time there. Whatever
/// the JDK draws without a seed of the program's own depends on that of the run, except for
/// [java.security.SecureRandom] and hash codes of identity.
///
/// What cannot be simulated is refused: platform threads, sockets and processes throw a
/// [SimulationError]; files are read and written as always.
///
/// A run fails if the program fails, if all its threads wait for each other, if threads are left
/// when it has returned, if an interrupt is left on its thread, if a failure of a task was not
/// looked at or a task ignored its cancellation, or if something is woken from outside. The
/// [SimulationFailure] has the seed and the line that runs it again.
///
/// The JVM must be started with `-javaagent:` and the path of `weft-agent.jar`.
///
/// (Trio's `MockClock`, Go's `testing/synctest`, Shuttle, Coyote, FoundationDB.)
public final class Simulation {
  private static final boolean AGENT = isAgentHere();

  private final Options options;

  private Simulation(Options options) {
    this.options = options;
  }

  /// A simulation with random choices and without faults.
  ///
  /// @return the simulation
  public static Simulation create() {
    requireAgent();
    return new Simulation(Options.DEFAULTS);
  }

  /// Before any class is touched that the agent brings along.
  private static void requireAgent() {
    if (!AGENT) {
      throw new IllegalStateException(
          "a simulation needs its agent; start the JVM with -javaagent: and the path of"
              + " weft-agent.jar");
    }
  }

  private static boolean isAgentHere() {
    try {
      Class.forName("dev.weft.agent.Simulated", false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  static Simulation ofTest() {
    requireAgent();
    return new Simulation(Options.DEFAULTS.way(Options.Way.TEST));
  }

  /// Runs a program once. The same seed gives the same run.
  ///
  /// @param seed decides what is chosen
  /// @param op the program
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails; the [SimulationFailure] that tells of the run is suppressed on it
  /// @throws SimulationFailure if something else is wrong
  /// @throws InterruptedException if the program, or the calling thread, is interrupted
  public static <T extends @Nullable Object, X extends Exception> T run(long seed, Op<T, X> op)
      throws X, InterruptedException {
    return create().once(seed, op);
  }

  /// The same with another strategy; [Strategy#random()] unless set.
  ///
  /// @param strategy how it chooses
  /// @return the simulation
  public Simulation strategy(Strategy strategy) {
    return new Simulation(options.strategy(Objects.requireNonNull(strategy, "strategy")));
  }

  /// The same with faults: at each point of [dev.weft.Faults] it fails with this probability, and
  /// waits for up to a second with the same.
  ///
  /// @param probability from 0 to 0.5; 0 unless set
  /// @return the simulation
  /// @throws IllegalArgumentException if it is not
  public Simulation faults(double probability) {
    return new Simulation(options.faults(probability));
  }

  /// The same, but sockets, processes and platform threads are allowed. While one is waited for the
  /// clock follows the real one. Runs of one seed may differ then, and it takes ten seconds of real
  /// time to find a deadlock.
  ///
  /// @return the simulation
  public Simulation allowOutside() {
    return new Simulation(options.outside(true));
  }

  /// The same, but threads may be left when the program has returned. They are interrupted then.
  ///
  /// @return the simulation
  public Simulation allowLeftovers() {
    return new Simulation(options.leftovers(true));
  }

  /// The same, but tasks may fail unseen, ignore their cancellation or wait for each other, and
  /// threads may die of an exception, as long as the program returns.
  ///
  /// @return the simulation
  public Simulation allowMistakes() {
    return new Simulation(options.mistakes(true));
  }

  /// The same with another bound for a run that does not end; a million steps unless set.
  ///
  /// @param steps how many steps a run may have
  /// @return the simulation
  /// @throws IllegalArgumentException if that is not positive
  public Simulation mostSteps(int steps) {
    return new Simulation(options.mostSteps(steps));
  }

  /// Runs a program once. See [#run(long, Op)].
  ///
  /// @param seed decides what is chosen
  /// @param op the program
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails; the [SimulationFailure] that tells of the run is suppressed on it
  /// @throws SimulationFailure if something else is wrong
  /// @throws InterruptedException if the program, or the calling thread, is interrupted
  public <T extends @Nullable Object, X extends Exception> T once(long seed, Op<T, X> op)
      throws X, InterruptedException {
    return Explorer.once(options, seed, Objects.requireNonNull(op, "op"));
  }

  /// Runs a program under the seeds 0 to `runs - 1`, or all interleavings under the first seed if
  /// the strategy is [Strategy#exhaustive()] and there are not more.
  ///
  /// @param runs how many runs
  /// @param op the program
  /// @return what was seen
  /// @throws SimulationFailure in the first run that fails
  /// @throws InterruptedException if the calling thread is interrupted
  public Exploration explore(int runs, Op<?, ?> op) throws InterruptedException {
    return explore(0, runs, op);
  }

  /// Runs a program under the seeds from `first` on. See [#explore(int, Op)].
  ///
  /// @param first the first seed
  /// @param runs how many runs
  /// @param op the program
  /// @return what was seen
  /// @throws SimulationFailure in the first run that fails
  /// @throws InterruptedException if the calling thread is interrupted
  public Exploration explore(long first, int runs, Op<?, ?> op) throws InterruptedException {
    return Explorer.explore(options, first, runs, Objects.requireNonNull(op, "op"));
  }

  /// Runs a program and cancels it at its first step; runs it again and cancels it at the second,
  /// and so on to the last, then the same by a deadline that expires. It must end as cancelled, or
  /// return, and leave nothing behind.
  ///
  /// @param seed decides what is chosen
  /// @param op the program
  /// @return what was seen
  /// @throws SimulationFailure in the first run that fails
  /// @throws InterruptedException if the calling thread is interrupted
  public Exploration cancelEverywhere(long seed, Op<?, ?> op) throws InterruptedException {
    return CancelEverywhere.explore(options, seed, Objects.requireNonNull(op, "op"));
  }

  /// Whether the caller is inside a simulation.
  ///
  /// @return true inside
  public static boolean isRunning() {
    return AGENT && Explorer.current() != null;
  }

  /// How far the virtual clock has come.
  ///
  /// @return the time since the beginning
  /// @throws IllegalStateException outside of a simulation
  public static Duration elapsed() {
    return Duration.ofNanos(here().elapsedNanos());
  }

  /// Random numbers that depend on the seed.
  ///
  /// @return a generator
  /// @throws IllegalStateException outside of a simulation
  public static RandomGenerator random() {
    return new java.util.SplittableRandom(here().seed());
  }

  /// Something that must be closed exactly once before the simulation ends.
  ///
  /// @param name its name, for messages
  /// @return what to close
  /// @throws IllegalStateException outside of a simulation
  public static Tracked mustClose(String name) {
    return here().track(Objects.requireNonNull(name, "name"));
  }

  private static Run here() {
    Run here = AGENT ? Explorer.current() : null;
    if (here == null) {
      throw new IllegalStateException(
          "thread \""
              + Thread.currentThread().getName()
              + "\" is not in a simulation; call this from a program that one runs");
    }
    return here;
  }
}
