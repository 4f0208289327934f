package dev.weft.loop;

import dev.weft.TaskNode;
import dev.weft.TaskTree;
import dev.weft.internal.Durations;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

// One probe at a time: a virtual thread that notes when it runs. The next is started when the last
// has run and the limit has passed since that was started, whenever and however often the watchdog
// looks meanwhile. All fields but `ranAt` are the watchdog's own.
//
// Defended by StarvationWatchTest.
/// Watches the JVM's own scheduler of virtual threads: a new thread that has to wait for longer
/// than a limit is reported once, with the threads that keep the carriers and their stacks.
///
/// There is no preemption: as many threads that compute without a pause as there are carriers keep
/// all others from running. The JDK does not tell which threads are on its carriers, so there must
/// be candidates; those among them that are on one are named.
///
/// Nothing is watched until one is opened, unlike an event loop, which reports [long runs][LongRun]
/// by itself. It takes a short virtual thread once within each limit, as long as it is open: who
/// keeps all carriers for twice the limit is reported for certain, who keeps them for less than
/// that only if such a thread waits for the limit meanwhile.
///
/// ```java
/// try (var _ = StarvationWatch.start()) {
///   serve();
/// }
/// ```
public final class StarvationWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  private static final Duration LIMIT = Duration.ofMillis(100);
  private static final StarvationListener NOBODY = _ -> {};
  private static final ThreadFactory PROBES = Thread.ofVirtual().name("weft-probe").factory();

  private final Watchdog.Watched watched = this::look;
  private final long limit;
  private final Supplier<? extends Collection<Thread>> candidates;
  private final StarvationListener listener;
  private final ThreadFactory probes;

  private long nextProbeAt = System.nanoTime();
  private long startedAt;
  private boolean probing;
  private @Nullable Starvation noticed;

  // Written by the probe; 0 while it has not run.
  private volatile long ranAt;

  /// A watch that nobody looks at yet; `probes` makes virtual threads of the JVM's own scheduler.
  StarvationWatch(
      Duration limit,
      Supplier<? extends Collection<Thread>> candidates,
      StarvationListener listener,
      ThreadFactory probes) {
    if (limit.toMillis() < 1) {
      throw new IllegalArgumentException(
          "starvation is to be reported from " + limit + " on; give 1 ms or more");
    }
    this.limit = Durations.nanos(limit);
    this.candidates = candidates;
    this.listener = listener;
    this.probes = probes;
  }

  /// Starts to watch, with a limit of 100 ms, and writes to the log alone. See [#start(Duration,
  /// StarvationListener)].
  ///
  /// @return the watch, to be closed
  public static StarvationWatch start() {
    return start(NOBODY);
  }

  /// Starts to watch, with a limit of 100 ms. See [#start(Duration, StarvationListener)].
  ///
  /// @param listener is told, beside the log
  /// @return the watch, to be closed
  public static StarvationWatch start(StarvationListener listener) {
    return start(LIMIT, listener);
  }

  /// Starts to watch. The threads that are named are those of tasks and of whoever has opened a
  /// group.
  ///
  /// @param limit a new thread that waits for longer than this is reported; at least 1 ms
  /// @param listener is told, beside the log
  /// @return the watch, to be closed
  public static StarvationWatch start(Duration limit, StarvationListener listener) {
    return start(limit, StarvationWatch::threadsOfTasks, listener);
  }

  private static List<Thread> threadsOfTasks() {
    return TaskTree.snapshot().nodes().stream()
        .map(TaskNode::thread)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /// Starts to watch, with candidates of one's own.
  ///
  /// @param limit a new thread that waits for longer than this is reported; at least 1 ms
  /// @param candidates the threads that may keep a carrier, for example those of all tasks; asked
  ///   for only when there is something to report, by the watchdog's thread
  /// @param listener is told, beside the log
  /// @return the watch, to be closed
  public static StarvationWatch start(
      Duration limit,
      Supplier<? extends Collection<Thread>> candidates,
      StarvationListener listener) {
    var watch = new StarvationWatch(limit, candidates, listener, PROBES);
    Watchdog.watch(watch.watched);
    return watch;
  }

  /// Ends the watch.
  @Override
  public void close() {
    Watchdog.unwatch(watched);
  }

  /// See [Watchdog.Watched#look(long, long)].
  long look(long now, long lost) {
    if (probing && ranAt != 0) {
      probing = false;
      reportEnd(ranAt - startedAt);
    }
    if (!probing) {
      if (now - nextProbeAt < 0) {
        return nextProbeAt - now;
      }
      probing = true;
      startedAt = now;
      nextProbeAt = now + limit;
      ranAt = 0;
      probes.newThread(() -> ranAt = nonZero(System.nanoTime())).start();
      return limit;
    }
    startedAt = Math.min(now, startedAt + lost);
    long soFar = now - startedAt;
    if (soFar < limit) {
      return limit - soFar;
    }
    if (noticed == null) {
      report(Duration.ofNanos(soFar));
    }
    return limit;
  }

  private static long nonZero(long time) {
    return time == 0 ? 1 : time;
  }

  private void report(Duration soFar) {
    var starvation = new Starvation(soFar, holders());
    noticed = starvation;
    LOG.log(
        Level.WARNING,
        "no virtual thread has got to run for "
            + soFar.toMillis()
            + " ms; the carriers are kept by "
            + (starvation.holders().isEmpty() ? "threads that are not known" : names(starvation))
            + "; move long computations to platform threads");
    for (Starvation.Holder holder : starvation.holders()) {
      var where = new Throwable("stack of \"" + holder.thread() + "\"");
      where.setStackTrace(holder.stack().toArray(StackTraceElement[]::new));
      LOG.log(Level.WARNING, "\"" + holder.thread() + "\" keeps " + holder.carrier(), where);
    }
    tell(() -> listener.noticed(starvation));
  }

  private static List<String> names(Starvation starvation) {
    return starvation.holders().stream().map(holder -> '"' + holder.thread() + '"').toList();
  }

  private void reportEnd(long nanos) {
    Starvation was = noticed;
    if (was != null) {
      noticed = null;
      var total = new Starvation(Duration.ofNanos(nanos), was.holders());
      LOG.log(
          Level.WARNING,
          "virtual threads get to run again after " + total.duration().toMillis() + " ms");
      tell(() -> listener.ended(total));
    }
  }

  private void tell(Runnable report) {
    try {
      report.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the listener for starved virtual threads failed", e);
    }
  }

  private List<Starvation.Holder> holders() {
    List<Starvation.Holder> holders = new ArrayList<>();
    for (Thread thread : candidates.get()) {
      String carrier = thread.isVirtual() ? carrierOf(thread) : "";
      if (!carrier.isEmpty()) {
        holders.add(
            new Starvation.Holder(nameOf(thread), carrier, List.of(thread.getStackTrace())));
      }
    }
    return holders;
  }

  /// The JDK says it in the text of a virtual thread that is on a carrier, after an `@`; its own
  /// scheduler's carriers are called like this.
  private static String carrierOf(Thread thread) {
    String text = thread.toString();
    int at = text.lastIndexOf("@ForkJoinPool-");
    return at < 0 ? "" : text.substring(at + 1);
  }

  private static String nameOf(Thread thread) {
    return thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName();
  }

  @Override
  public String toString() {
    return "starvation watch";
  }
}
