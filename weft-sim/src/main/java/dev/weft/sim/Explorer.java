package dev.weft.sim;

import dev.weft.Op;
import dev.weft.TaskEvent;
import dev.weft.TaskTree;
import dev.weft.World;
import dev.weft.agent.Clocks;
import dev.weft.agent.Installation;
import dev.weft.agent.SimulatedCarrier;
import dev.weft.internal.Pollers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes runs, one after the other, on a carrier of its own.
final class Explorer {
  /// How long a thread may run, in real time, without coming to a wait.
  private static final int LONGEST_STEP_SECONDS = 30;

  private static final int MOST_REPEATS = 5;

  private final Options options;
  private final SimulatedCarrier carrier;
  private SimScheduler scheduler = new SimScheduler();
  private int runs;
  private long steps;
  private long nanos;

  // Written by the carrier, read by whoever waits for it.
  private volatile @Nullable Run current;
  private volatile boolean stopped;

  interface Work<R> {
    R with(Explorer explorer);
  }

  private Explorer(Options options, SimulatedCarrier carrier) {
    this.options = options;
    this.carrier = carrier;
  }

  /// The run that the caller is in.
  static @Nullable Run current() {
    return Clocks.current() instanceof Run run ? run : null;
  }

  /// Done when the first simulation is.
  private static final class Installed {
    static {
      Pollers.ensureStarted();
      World.install(() -> Clocks.current() instanceof Run run ? run : null);
      Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
      Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
        Run run = current();
        if (run != null && !run.options.mistakes()) {
          run.finding("\"" + thread.getName() + "\" died of " + thrown);
        } else if (run == null && before != null) {
          before.uncaughtException(thread, thrown);
        } else if (run == null) {
          System.err.print("Exception in thread \"" + thread.getName() + "\" ");
          thrown.printStackTrace();
        }
      });
    }

    private Installed() {}

    static void ensure() {
      // It is when this class is loaded.
    }
  }

  static <T extends @Nullable Object, X extends Exception> T once(
      Options options, long seed, Op<T, X> op) throws X, InterruptedException {
    return with(options, explorer -> explorer.run(seed, op, true, null)).result(options);
  }

  static Exploration explore(Options options, long first, int runs, Op<?, ?> op)
      throws InterruptedException {
    if (runs < 1) {
      throw new IllegalArgumentException(runs + " runs; give 1 or more");
    }
    return with(options, explorer -> explorer.all(first, runs, op));
  }

  /// Has the work done on a carrier, and waits for it.
  static <R> R with(Options options, Work<R> work) throws InterruptedException {
    Installed.ensure();
    String unprepared = Installation.unprepared();
    if (unprepared != null) {
      throw new IllegalStateException(
          "time is real in this JVM, " + Runtime.version() + ": " + unprepared);
    }
    if (current() != null) {
      throw new IllegalStateException("a simulation inside a simulation; run it outside");
    }
    var holder = new Explorer[1];
    var task = new FutureTask<R>(() -> work.with(holder[0]));
    var carrier = new SimulatedCarrier("weft-simulation", task);
    holder[0] = new Explorer(options, carrier);
    try (var _ = TaskTree.listen(Explorer::told)) {
      carrier.start();
      return holder[0].await(task);
    }
  }

  private static void told(TaskEvent event) {
    if (event instanceof TaskEvent.Mistake mistake) {
      Run run = current();
      if (run != null && !run.options.mistakes()) {
        run.finding(mistake.message());
      }
    }
  }

  private <R> R await(FutureTask<R> task) throws InterruptedException {
    int seen = -1;
    int seconds = 0;
    while (true) {
      try {
        return task.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        Run run = current;
        int now = run == null ? 0 : System.identityHashCode(run) * 31 + run.steps();
        seconds = now == seen ? seconds + 1 : 0;
        seen = now;
        Thread running = run == null ? null : run.running();
        if (seconds >= LONGEST_STEP_SECONDS && running != null) {
          var hang =
              new SimulationError(
                  "thread \""
                      + running.getName()
                      + "\" has not come to a wait for "
                      + seconds
                      + " s of real time");
          hang.setStackTrace(running.getStackTrace());
          throw hang;
        }
      } catch (InterruptedException e) {
        stopped = true;
        Run run = current;
        if (run != null) {
          run.stop();
        }
        throw e;
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case SimulationFailure failure -> throw failure;
          case RuntimeException failure -> throw failure;
          case Error failure -> throw failure;
          case null, default -> throw new IllegalStateException(e.getCause());
        }
      }
    }
  }

  // ---- on the carrier ----

  private Exploration all(long first, int most, Op<?, ?> op) {
    boolean exhaustive = options.strategy() instanceof Strategy.Exhaustive;
    List<Integer> prefix = List.of();
    int length = length(op);
    for (int i = 0; i < most && !stopped; i++) {
      // What is drawn must stay while the choices are gone through.
      long seed = exhaustive ? first : first + i;
      List<Integer> choices = prefix;
      Supplier<Chooser> choosers =
          () ->
              exhaustive
                  ? new Chooser.Prefix(choices)
                  : Chooser.of(options.strategy(), seed, length);
      End<?> end = run(seed, choosers.get(), op, false, null);
      if (end.isBad() || i == 0) {
        end = again(end, choosers, op);
        end.requireGood(options);
      }
      if (exhaustive) {
        List<Integer> next = next(end.run().trace);
        if (next == null) {
          return seen(true);
        }
        prefix = next;
      }
    }
    return seen(false);
  }

  boolean isStopped() {
    return stopped;
  }

  Exploration seen(boolean complete) {
    return new Exploration(runs, steps, Duration.ofNanos(nanos), complete);
  }

  /// The choices that lead to the next interleaving, or null if that was the last.
  private static @Nullable List<Integer> next(Trace trace) {
    List<Integer> choices = trace.choices();
    for (int i = choices.size() - 1; i >= 0; i--) {
      if (choices.get(i) + 1 < trace.counts().get(i)) {
        List<Integer> next = new ArrayList<>(choices.subList(0, i));
        next.add(choices.get(i) + 1);
        return next;
      }
    }
    return null;
  }

  /// Has a run again, until it goes twice as it went before. It need not do so at once: some things
  /// a JVM does only once, such as making a logger, and some locks are held by its own threads.
  private End<?> again(End<?> first, Supplier<Chooser> choosers, Op<?, ?> op) {
    String text = "";
    End<?> before = first;
    End<?> next = first;
    for (int i = 0; i < MOST_REPEATS; i++) {
      text = before.run().trace.text();
      next = run(first.run().seed, choosers.get(), op, true, null);
      if (isSame(before, next) && first.isBad() == next.isBad()) {
        return next;
      }
      before = next;
    }
    throw new SimulationFailure(
        "the program is not deterministic: under the same seed it went otherwise the next time"
            + difference(text, next.run().trace.text())
            + (first.isBad() ? ", the first time: " + first.what() : "")
            + "; look for hash codes of identity, static state and fields of the test, SecureRandom and files",
        options,
        first.isBad() ? first.run() : next.run(),
        first.isBad() ? first.thrown() : next.thrown());
  }

  private static boolean isSame(End<?> one, End<?> other) {
    return one.run().trace.hash() == other.run().trace.hash() && one.isBad() == other.isBad();
  }

  private static String difference(String one, String other) {
    List<String> a = one.lines().toList();
    List<String> b = other.lines().toList();
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!a.get(i).equals(b.get(i))) {
        return ", for example\n  " + a.get(i) + "\n  " + b.get(i) + "\n";
      }
    }
    return "";
  }

  /// A run by the strategy, with `hook` called before each step.
  <T extends @Nullable Object> End<T> run(
      long seed, Op<? extends T, ?> op, boolean traced, Run.@Nullable StepHook hook) {
    return run(seed, Chooser.of(options.strategy(), seed, length(op)), op, traced, hook);
  }

  /// How many steps a run of it has, about, for the strategy that wants to know; the same for all
  /// seeds, so that a seed alone gives the same run again.
  private int length(Op<?, ?> op) {
    return options.strategy() instanceof Strategy.Pct
        ? run(0, Chooser.of(Strategy.fifo(), 0, 0), op, false, null).run().steps()
        : 0;
  }

  private <T extends @Nullable Object> End<T> run(
      long seed,
      Chooser chooser,
      Op<? extends T, ?> op,
      boolean traced,
      Run.@Nullable StepHook hook) {
    var run = new Run(options, seed, chooser, new Trace(traced), scheduler);
    var main = new Program<T>(op, run);
    if (hook != null) {
      run.beforeEachStep(hook);
    }
    scheduler.run = run;
    current = run;
    carrier.simulate(run);
    try {
      run.execute(main);
      run.tellOfRefusal(main.end().thrown());
      // A run that is cancelled on the way goes elsewhere from there.
      if (hook == null && chooser instanceof Chooser.Prefix prefix && prefix.isOff()) {
        run.findings.add("the choices that were to be made again do not fit this program");
      }
    } finally {
      carrier.simulate(null);
      scheduler.run = null;
      if (run.isStuck()) {
        scheduler = new SimScheduler();
      }
    }
    runs++;
    steps += run.steps();
    nanos += run.elapsedNanos();
    return main.end();
  }
}
