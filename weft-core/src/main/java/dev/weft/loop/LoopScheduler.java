package dev.weft.loop;

import dev.weft.internal.Pollers;
import dev.weft.internal.VirtualThreads;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// What the JDK asks of a scheduler: execute() is called, by any thread, when a virtual thread is
// ready to run; what it is given runs it until it blocks, on the thread that calls it. schedule()
// is called by the carrier when a virtual thread parks for a time.
//
// 1. One carrier at a time runs threads. The ready queue and the timers are its own: what becomes
//    ready on the carrier is put into the queue without an atomic operation, what other threads
//    hand in goes through the inbox.
// 2. First in, first out: the inbox is looked at before each run, and is emptied in its order.
// 3. The carrier works in turns of a few runs. A turn begins with a look at the clock: timers that
//    are due come first, in the order of their times. So a timer is late by one turn at most, and a
//    short run does not pay for the clock; where runs are long a turn is a single one.
// 4. The carrier parks only after the inbox was seen empty in the same step that says so (Inbox),
//    and no longer than to the first timer. Nothing else wakes it, and it never polls.
// 5. A carrier ends only when the scheduler is closed and there is nothing to run and no timer.
//    What is handed in afterwards starts a new one: a virtual thread that nobody waits for goes on,
//    still one at a time.
// 6. `since` is the start of the turn in progress, or IDLE; set by the carrier, for the watchdog.
//
// Defended by EventLoopTest, LoopBlockingTest, LoopStressTest, LoopTimersTest, ReadyQueueTest,
// InboxTest, IdleLoopTest, StrayThreadsTest.
/// Runs virtual threads on one platform thread, its carrier: first in first out, each until it
/// blocks.
///
/// It is a [ForkJoinPool] because the JDK hands one of these the timers of its virtual threads too;
/// nothing of the pool itself is used, and no thread of it ever starts.
final class LoopScheduler extends ForkJoinPool {
  /// What [#since()] is while nothing runs.
  static final long IDLE = Long.MIN_VALUE;

  private static final System.Logger LOG = System.getLogger("dev.weft");

  private static final int LONGEST_TURN = 16;

  /// Above this average the runs of a turn are worth a look at the clock each.
  private static final long SHORT_RUN_NANOS = 5_000;

  private final EventLoop loop;
  private final String name;
  private final LoopHealth health;
  private final Inbox inbox = new Inbox();

  // Used by the carrier alone, but for its figures.
  private final ReadyQueue ready = new ReadyQueue();
  private final LoopTimers timers = new LoopTimers();
  private int turnLength = LONGEST_TURN;

  // Written by whoever starts it, before it starts.
  private volatile @Nullable Carrier carrier;

  // Written by the carrier, read by any.
  private volatile long since = IDLE;
  private volatile long longestRun;

  // Asks the carrier to end the turn after the present run; set by the watchdog.
  private volatile boolean turnIsWatched;

  private volatile boolean closed;

  LoopScheduler(EventLoop loop, LoopOptions options) {
    super(1);
    this.loop = loop;
    this.name = options.name();
    this.health = new LoopHealth(this, options);
  }

  /// The loop whose carrier runs the caller, if one does.
  static @Nullable EventLoop loopOfCaller() {
    return VirtualThreads.areOpen() && VirtualThreads.carrier() instanceof Carrier carrier
        ? carrier.scheduler.loop
        : null;
  }

  /// A virtual thread is ready to run.
  @Override
  public void execute(Runnable continuation) {
    if (VirtualThreads.carrier() == carrier) {
      ready.add(continuation);
      return;
    }
    switch (inbox.push(continuation)) {
      case NOTHING -> {}
      case WAKE -> LockSupport.unpark(carrier);
      case START -> startCarrier();
    }
  }

  /// A virtual thread parks for a time.
  @Override
  public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
    return timers.add(System.nanoTime() + unit.toNanos(delay), action);
  }

  private void startCarrier() {
    Carrier next = new Carrier(this, name);
    carrier = next;
    boolean started = false;
    while (!started) {
      try {
        next.start();
        started = true;
      } catch (OutOfMemoryError noThread) {
        // What was handed in must not be lost; the JDK tries again in such a case too.
        LockSupport.parkNanos(this, 100_000_000);
      }
    }
  }

  /// Lets the carrier end when nothing is left to run.
  void retire() {
    closed = true;
    if (inbox.wake()) {
      LockSupport.unpark(carrier);
    }
  }

  /// The carrier's whole life.
  void run() {
    Pollers.ensureStarted();
    boolean goesOn = true;
    long now = System.nanoTime();
    while (goesOn) {
      try {
        now = turn(now);
        if (ready.isEmpty()) {
          goesOn = rest();
          now = System.nanoTime();
        }
      } catch (Throwable thrown) {
        // The run has counted as one; the thread that it was for may be lost, the others are not.
        LOG.log(Level.ERROR, name + ": the JVM could not go on with a virtual thread", thrown);
        now = System.nanoTime();
      }
    }
  }

  /// A turn that begins now; returns when it has ended.
  private long turn(long start) {
    boolean wasIdle = since == IDLE;
    since = start;
    if (wasIdle) {
      health.becameActive(start);
    }
    if (!timers.isEmpty()) {
      timers.fire(start);
    }
    int runs = 0;
    while (runs < turnLength && !turnIsWatched) {
      if (!inbox.isEmpty()) {
        inbox.drainTo(ready);
      }
      if (ready.isEmpty()) {
        break;
      }
      ready.runFirst();
      runs++;
    }
    long end = System.nanoTime();
    endTurn(runs, end - start);
    return end;
  }

  private void endTurn(int runs, long nanos) {
    if (runs > 0) {
      if (nanos > longestRun) {
        longestRun = nanos;
      }
      turnLength = nanos > runs * SHORT_RUN_NANOS ? 1 : Math.min(LONGEST_TURN, turnLength * 2);
    }
    if (turnIsWatched) {
      turnIsWatched = false;
      health.turnEnded(since, nanos);
    }
  }

  /// Sleeps until there is something to do; false if the carrier is to end.
  private boolean rest() {
    since = IDLE;
    if (timers.isEmpty()) {
      if (closed && inbox.retire()) {
        return false;
      }
      if (!closed && inbox.fallAsleep()) {
        LockSupport.park(this);
      }
    } else {
      long delay = timers.delay(System.nanoTime());
      if (delay > 0 && inbox.fallAsleep()) {
        LockSupport.parkNanos(this, delay);
      }
    }
    inbox.wake();
    // Nobody has a reason to interrupt a carrier; a flag that stays set would keep it from parking.
    var _ = Thread.interrupted();
    return true;
  }

  LoopHealth health() {
    return health;
  }

  /// When the turn in progress began, or [#IDLE].
  long since() {
    return since;
  }

  /// How many runs have ended.
  long switches() {
    return ready.done();
  }

  /// The thread that runs at this moment, as far as it can be told from outside.
  @Nullable Thread running() {
    Runnable continuation = ready.running();
    return continuation == null ? null : VirtualThreads.threadOf(continuation);
  }

  /// Ends the turn after the present run.
  void watchTurn() {
    turnIsWatched = true;
  }

  LoopStats stats(int tasks) {
    return new LoopStats(
        name,
        tasks,
        ready.size() + inbox.size(),
        timers.size(),
        ready.done(),
        Duration.ofNanos(longestRun));
  }

  @Override
  public String toString() {
    return name;
  }
}
