package dev.weft.sim;

import dev.weft.World;
import dev.weft.agent.Clocks;
import dev.weft.agent.Simulated;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. All but `foreign` is used by the carrier alone: by the loop below, or by the one virtual
//    thread that it runs at that moment.
// 2. A step is one run of one thread, until it blocks, or one timer. Between two steps nothing of
//    the program runs; what the JVM's own thread has to wake is awaited there (settle).
// 3. The clock stands still while anything is ready. It jumps to the next timer when nothing is.
// 4. What is chosen depends on the seed and on the program alone: threads are numbered in the order
//    in which they become ready first, timers in the order in which they are set.
//
// Long because what the JDK may ask of a scheduler is answered here, on the state of one run.
//
// Defended by VirtualTimeTest, DeterminismTest, FindingsTest, OutsideTest, ContractTest.
/// One run of a program under one seed.
final class Run extends World implements Simulated {
  /// The wall clock of a simulation begins on New Year's Day of 2026, and its monotonic clock at a
  /// second.
  private static final long EPOCH_NANOS = 1_767_225_600_000_000_000L;

  private static final long FIRST_NANOS = 1_000_000_000L;

  private static final long NANOS_PER_YEAR = 365 * 86_400_000_000_000L;

  private static final long LONGEST_SILENCE_NANOS = 10_000_000_000L;

  /// How long the real clock is waited for at a time, where that counts.
  private static final long REAL_NANOS = 1_000_000;

  /// The clock stands still while anything runs. But a program that spins until some time has
  /// passed would never end: after so many looks at the clock in one step, or steps of one thread
  /// at one moment, it creeps on, faster and faster.
  private static final int PATIENCE = 10_000;

  private static final long FASTEST_CREEP_NANOS = 1_000_000_000L;

  final Options options;
  final long seed;
  private final long firstNanos;
  private final long epochNanos;
  final Trace trace;
  final List<String> findings = new ArrayList<>();
  private final SimScheduler scheduler;
  private final Thread carrier;
  private final Chooser chooser;
  private final SimTimers timers = new SimTimers();
  private final SplittableRandom faults;
  private final SplittableRandom draws;
  private final IdentityHashMap<Runnable, SimThread> threads = new IdentityHashMap<>();
  private final List<SimThread> ready = new ArrayList<>();
  private final List<SimThread> atMonitors = new ArrayList<>();
  private final Set<Tracked> open = new HashSet<>();

  private final Permits permits = new Permits();

  // Threads that go on outside, or wait for what does.
  private final Set<Thread> outsiders = new HashSet<>();
  private final Queue<Runnable> foreign = new ConcurrentLinkedQueue<>();
  private int numbered;
  private int steps;
  private int looks;
  private int sinceJump;
  private int jumps;
  private long silentSince;

  // Also by threads that are no part of it.
  private volatile @Nullable SimulationError refused;
  private volatile boolean over;
  private volatile boolean stopped;
  private @Nullable SimThread now;

  // The same, for other threads.
  private volatile @Nullable Thread running;
  private @Nullable StepHook everyStep;

  Run(Options options, long seed, Chooser chooser, Trace trace, SimScheduler scheduler) {
    this.options = options;
    this.seed = seed;
    // What goes on outside compares with the real clocks.
    this.firstNanos = options.outside() ? Clocks.realNanoTime() : FIRST_NANOS;
    this.epochNanos = options.outside() ? Clocks.realTimeMillis() * 1_000_000 : EPOCH_NANOS;
    this.chooser = chooser;
    this.trace = trace;
    this.scheduler = scheduler;
    this.carrier = Thread.currentThread();
    this.faults = new SplittableRandom(~seed);
    this.draws = new SplittableRandom(seed);
  }

  /// Called before each step, on the carrier.
  interface StepHook {
    void before(int step);
  }

  void beforeEachStep(StepHook hook) {
    everyStep = hook;
  }

  int steps() {
    return steps;
  }

  /// The thread that runs at this moment; for other threads.
  @Nullable Thread running() {
    return running;
  }

  /// Has it end soon; called by any thread.
  void stop() {
    stopped = true;
    LockSupport.unpark(carrier);
  }

  /// Something is wrong; called by the program's threads, and by those that wake them.
  void finding(String what) {
    synchronized (findings) {
      if (!over) {
        findings.add(what);
      }
    }
  }

  /// Whether what happens now is only the end of what was left.
  boolean isOver() {
    return over;
  }

  long elapsedNanos() {
    return timers.now();
  }

  // ---- the loop ----

  /// Runs `main` and what it starts. When this returns nothing is left that could go on by itself;
  /// what is wrong is in `findings`.
  void execute(Runnable main) {
    unstarted("main", main).start();
    SimThread first = ready.getFirst();
    String stopped = loop(first);
    if (stopped != null) {
      findings.add(stopped);
    } else if (first.thread.isAlive()) {
      findings.add(deadlock("no timer is set"));
    } else {
      List<SimThread> left = live();
      if (!left.isEmpty() && !options.leftovers()) {
        findings.add(
            (left.size() == 1 ? "a thread is left" : left.size() + " threads are left")
                + " when the program has returned; join what it starts, or allow it by allowLeftovers()\n"
                + Waits.describe(left, permits));
      }
    }
    for (Tracked tracked : open) {
      findings.add(tracked.name() + " was opened and not closed");
    }
    over = true;
    clear();
  }

  /// Runs until nothing is ready and no timer is of interest; says why if it stopped before.
  private @Nullable String loop(SimThread main) {
    while (true) {
      if (stopped) {
        return "it was interrupted from outside";
      }
      settle();
      List<SimTimer> due = timers.due();
      if (ready.isEmpty() && due.isEmpty()) {
        if (timers.isEmpty() || !main.thread.isAlive()) {
          if (!main.thread.isAlive() || !mayBeWokenFromOutside()) {
            return null;
          }
          LockSupport.parkNanos(this, REAL_NANOS);
        } else if (isWorkOutside()) {
          // The clock follows the real one, and does not run ahead of what goes on outside.
          LockSupport.parkNanos(this, REAL_NANOS);
          if (foreign.isEmpty()) {
            timers.advance(REAL_NANOS);
          }
        } else if (timers.isAtItsEnd()) {
          return deadlock(
              "the clock has come to its end, after " + timers.now() / NANOS_PER_YEAR + " years");
        } else {
          timers.jump();
          jumps++;
          sinceJump = 0;
        }
        continue;
      }
      if (++steps > options.mostSteps()) {
        return "it has not ended after "
            + options.mostSteps()
            + " steps, "
            + sinceJump
            + " of them at one moment of the clock; if it ends after more, allow that by mostSteps()\n"
            + Waits.describe(live(), permits);
      }
      sinceJump++;
      if (everyStep != null) {
        everyStep.before(steps);
      }
      silentSince = 0;
      step(choose(due));
    }
  }

  private String deadlock(String why) {
    return "deadlock: every thread waits, and " + why + "\n" + Waits.describe(live(), permits);
  }

  private void creep(int times) {
    if (times > PATIENCE) {
      timers.creep(
          Math.min(FASTEST_CREEP_NANOS, 1_000L << Math.min(20, (times - PATIENCE) / 1_000)));
    }
  }

  /// Where the outside is allowed it may be threads from before the simulation that somebody waits
  /// for. So what waits then is a deadlock only when nothing has come for a while of real time.
  private boolean mayBeWokenFromOutside() {
    if (!options.outside()) {
      return false;
    }
    if (silentSince == 0) {
      silentSince = Clocks.realNanoTime();
    }
    return Clocks.realNanoTime() - silentSince < LONGEST_SILENCE_NANOS;
  }

  private boolean isWorkOutside() {
    outsiders.removeIf(thread -> !thread.isAlive());
    return !outsiders.isEmpty();
  }

  private Candidate choose(List<SimTimer> due) {
    int n = due.size() + ready.size();
    int choice = 0;
    if (n > 1) {
      choice = chooser.choose(new Candidates(due, ready));
      trace.chose(choice, n);
    }
    return choice < due.size() ? due.get(choice) : ready.remove(choice - due.size());
  }

  private void step(Candidate next) {
    looks = 0;
    switch (next) {
      case SimTimer timer -> {
        trace.fired(steps, timers.now(), timer);
        timers.fire(timer);
      }
      case SimThread thread -> {
        creep(thread.stepsAt(jumps));
        trace.runs(thread);
        resume(thread);
        if (!thread.thread.isAlive()) {
          threads.remove(thread.continuation);
        } else if (JdkThreads.isAtMonitor(thread.thread)) {
          atMonitors.add(thread);
        }
        trace.ran(steps, timers.now(), thread);
      }
    }
  }

  private void resume(SimThread thread) {
    now = thread;
    running = thread.thread;
    thread.continuation.run();
    running = null;
    now = null;
  }

  /// Waits for those whom the JVM's own thread is about to wake.
  private void settle() {
    for (int i = 0; i < atMonitors.size(); i++) {
      while (JdkThreads.isComing(atMonitors.get(i).thread)) {
        Thread.onSpinWait();
      }
    }
    for (Runnable woken = foreign.poll(); woken != null; woken = foreign.poll()) {
      outsiders.remove(JdkThreads.threadOf(woken));
      add(woken);
    }
    if (!atMonitors.isEmpty()) {
      atMonitors.removeIf(thread -> !JdkThreads.isAtMonitor(thread.thread));
    }
  }

  /// Ends what is left, so that it does not stay in memory.
  private void clear() {
    for (int round = 0; round < 100 && !threads.isEmpty(); round++) {
      for (SimThread left : live()) {
        left.thread.interrupt();
      }
      for (int i = 0; i < 1_000; i++) {
        settle();
        if (ready.isEmpty() && !timers.isEmpty()) {
          timers.jump();
        }
        List<SimTimer> due = timers.due();
        if (!due.isEmpty()) {
          timers.fire(due.getFirst());
        } else if (!ready.isEmpty()) {
          SimThread thread = ready.removeFirst();
          looks = 0;
          resume(thread);
          if (!thread.thread.isAlive()) {
            threads.remove(thread.continuation);
          }
        } else {
          break;
        }
      }
    }
  }

  /// Whether threads are left that would not end: the scheduler must not be used any more.
  boolean isStuck() {
    return !threads.isEmpty();
  }

  private List<SimThread> live() {
    return threads.values().stream()
        .filter(thread -> thread.thread.isAlive())
        .sorted((a, b) -> Integer.compare(a.number(), b.number()))
        .toList();
  }

  // ---- what the JDK calls ----

  /// A virtual thread is ready to run.
  void ready(Runnable continuation) {
    if (dev.weft.internal.VirtualThreads.carrier() == carrier) {
      add(continuation);
    } else {
      if (!Thread.currentThread().getName().equals("VirtualThread-unblocker")) {
        wokenFromOutside(continuation);
      }
      foreign.add(continuation);
      LockSupport.unpark(carrier);
    }
  }

  private void wokenFromOutside(Runnable continuation) {
    if (!options.outside() && !over) {
      finding(
          "\""
              + JdkThreads.threadOf(continuation).getName()
              + "\" was woken from outside of the simulation, by thread \""
              + Thread.currentThread().getName()
              + "\": real time leaks in");
    }
  }

  /// A thread of it is interrupted; called by the one who does it.
  void interrupted() {
    if (!options.outside() && !over && Clocks.current() != this) {
      finding(
          "a thread was interrupted from outside of the simulation, by thread \""
              + Thread.currentThread().getName()
              + "\": real time leaks in");
    }
  }

  private void add(Runnable continuation) {
    SimThread thread = threads.get(continuation);
    if (thread == null) {
      thread = new SimThread(continuation, JdkThreads.threadOf(continuation), ++numbered);
      threads.put(continuation, thread);
    }
    ready.add(thread);
  }

  SimTimer timer(long nanos, Runnable action) {
    return timers.add(nanos, action);
  }

  @Override
  public long nanoTime() {
    creep(++looks);
    return firstNanos + timers.now();
  }

  @Override
  public long epochNanos() {
    creep(++looks);
    return epochNanos + timers.now();
  }

  /// By thread: what others draw, and what the carrier drew for itself, does not count.
  @Override
  public long seed() {
    SimThread here = now;
    if (here == null) {
      return draws.nextLong();
    }
    if (here.draws == null) {
      // Mixed twice, so that neighbouring seeds and threads have nothing in common.
      long mixed = new SplittableRandom(seed).nextLong() + here.number();
      here.draws = new SplittableRandom(new SplittableRandom(mixed).nextLong());
    }
    return here.draws.nextLong();
  }

  @Override
  public void outside(String what, Thread who) {
    if (options.outside() || over) {
      outsiders.add(who);
    } else {
      var error =
          new SimulationError(
              what
                  + " inside a simulation, where real time does not count; simulate that part, or"
                  + " allow it by Simulation.allowOutside()");
      if (refused == null) {
        refused = error;
      }
      throw error;
    }
  }

  @Override
  public void acquired(Object semaphore, Thread by) {
    permits.acquired(semaphore, by);
  }

  @Override
  public void released(Object semaphore, Thread by) {
    permits.released(semaphore, by);
  }

  /// What was refused, unless the program tells of it by what it throws: pools keep it to
  /// themselves, and the program waits for ever.
  void tellOfRefusal(@Nullable Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t == refused) {
        return;
      }
    }
    if (refused != null) {
      findings.addFirst(refused.getMessage());
    }
  }

  // ---- what Weft calls ----

  @Override
  protected Future<?> schedule(long nanos, Runnable action) {
    return timers.add(nanos, action);
  }

  @Override
  protected Thread unstarted(String name, Runnable body) {
    return dev.weft.internal.VirtualThreads.on(scheduler)
        .name(name)
        .inheritInheritableThreadLocals(false)
        .unstarted(body);
  }

  @Override
  protected boolean fails(String point) throws InterruptedException {
    if (options.faults() == 0) {
      return false;
    }
    Fault fault = Fault.next(options, chooser, faults);
    trace.chose(fault.choice(), Fault.CHOICES);
    if (fault.isFailure()) {
      trace.note("fault at \"" + point + "\"");
    } else if (fault.isDelay()) {
      trace.note("delay at \"" + point + "\"");
      Thread.sleep(fault.delay());
    }
    return fault.isFailure();
  }

  // ---- what the program calls ----

  Tracked track(String name) {
    var tracked = new Tracked(this, name);
    open.add(tracked);
    return tracked;
  }

  void closed(Tracked tracked) {
    if (!open.remove(tracked)) {
      findings.add(tracked.name() + " was closed twice");
    }
  }
}
