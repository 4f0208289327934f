package dev.weft;

import dev.weft.internal.Sneaky;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

// 1. `jobs` holds a job from its admission until it is decided that it never runs, or has run.
// 2. A job is admitted unless the offload is closed, and then still from inside one of its jobs,
//    which holds the end back. So when close() has seen no job, none comes.
// 3. close() parks after it has put itself into `closers`; whoever takes the last job out wakes
//    those that it finds there. The look at `jobs` and the removal are under the same lock.
//
// Defended by OffloadTest, OffloadCloseTest, OffloadCancellationTest, OffloadNestedTest,
// OffloadRaceTest.
/// Runs operations on platform threads, away from the scheduler of the calling task: work that
/// computes for long, and calls that pin or block natively.
///
/// ```java
/// byte[] digest = Offload.cores().call(() -> hash(file));
/// ```
///
/// [#call(Op)] blocks the calling task, which lets other tasks of its scheduler run meanwhile. The
/// operation is a child of the calling task in every respect but the thread:
/// - It ends before `call` returns, also when the calling task is cancelled.
/// - A cancellation of the calling task, and every [Deadline] around it, reaches the operation: as
///   an interrupt of the pool's thread, in [Tasks#checkCancelled()], through
///   [Tasks#cancelWith(Canceller, Op)]. [Deadline#remaining()] counts there. A computation has to
///   ask `checkCancelled()` now and then.
/// - One that is cancelled while it waits in the queue never runs, and `call` returns at once.
///
/// What it inherits: the tree (cancellation, deadlines), the context class loader, and what an
/// installed [ContextCarrier] carries. Not thread-locals, inheritable ones included, and no
/// [ScopedValue]; thread-locals that it sets stay with the pool's thread. A thread comes back with
/// its own context class loader and, in the pools of this class, without an interrupt; an executor
/// of somebody else sees to the interrupts itself that Weft has not sent. Tasks that the operation
/// starts have virtual threads on the JVM's scheduler, whichever scheduler it came from.
///
/// A job that is started from inside a job of the same pool never waits for a thread that waits for
/// it: on that job's own thread it runs at once, and from a task below it on a thread that is free
/// or stands in for the one that waits.
///
/// (asyncio `run_in_executor` and `to_thread`, Trio `to_thread.run_sync`.)
public final class Offload implements AutoCloseable {
  /// Not those of this machine: a run is to be the same everywhere.
  private static final int SIMULATED_CORES = 4;

  private static final Map<Strand, Job> RUNNING = new ConcurrentHashMap<>();

  private final String name;
  private final Place place;
  private final boolean shared;
  private final Queue<Thread> closers = new ConcurrentLinkedQueue<>();

  // Guarded by this.
  private final Set<Job> jobs = new HashSet<>();
  private boolean closed;
  private int running;
  private long ended;

  /// What an offload has to do at one moment.
  ///
  /// @param queued how many jobs wait for a thread
  /// @param running how many jobs run
  /// @param ended how many have run, however they ended
  public record Load(int queued, int running, long ended) {}

  private static final class Cores {
    static final Offload SHARED =
        new Offload(
            "weft-cores",
            new Workers("weft-cores", Runtime.getRuntime().availableProcessors()),
            true);
  }

  /// The cores of a world; its threads end when there is nothing to do.
  static Offload simulatedCores() {
    return new Offload("weft-cores", new Workers("weft-cores", SIMULATED_CORES, false), true);
  }

  private Offload(String name, Place place, boolean shared) {
    this.name = name;
    this.place = place;
    this.shared = shared;
  }

  /// The shared pool for work that computes: one thread per processor that the JVM has, started
  /// when needed. It lives as long as the JVM; [#close()] has no effect on it.
  ///
  /// @return the pool
  public static Offload cores() {
    World here = World.current();
    return here == null ? Cores.SHARED : here.cores();
  }

  /// A pool of its own for calls that pin or block natively. See [#threads(String, int)].
  ///
  /// @param count how many threads it has at most
  /// @return the pool
  /// @throws IllegalArgumentException if that is less than one
  public static Offload threads(int count) {
    return threads("weft-offload", count);
  }

  /// A pool of its own for calls that pin or block natively, or that have to be made by one and the
  /// same thread. Its threads are daemons, start when needed and last until it is closed; jobs
  /// begin in the order in which they came.
  ///
  /// ```java
  /// var printer = app.open("printer", () -> Offload.threads("printer", 1));
  /// ```
  ///
  /// @param name its name, and that of its threads
  /// @param count how many threads it has at most, beside those that stand in for a waiting job
  /// @return the pool
  /// @throws IllegalArgumentException if that is less than one
  public static Offload threads(String name, int count) {
    Objects.requireNonNull(name, "name");
    if (count < 1) {
      throw new IllegalArgumentException(
          "pool \"" + name + "\" of " + count + " threads; give it at least 1");
    }
    return new Offload(name, new Workers(name, count), false);
  }

  /// An executor of somebody else's: an [java.util.concurrent.ExecutorService], a [ForkJoinPool],
  /// one that runs what it is given on the calling thread.
  ///
  /// Its order, bound and end are its own. A refusal is a [RejectedExecutionException]; a job that
  /// it has dropped without a word fails when the garbage collector finds that, and what
  /// `shutdownNow()` returned waits until it is run, collected or cancelled. Of a cancelled job
  /// that waits, an empty shell stays in its queue. A job started from a task below another job of
  /// it waits in its queue as any other: where that fills its threads, they wait for each other.
  ///
  /// @param executor the executor; closing the offload leaves it open
  /// @return an offload to it
  public static Offload on(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    return new Offload("executor", new Borrowed(executor), false);
  }

  /// Runs an operation on a thread of the pool, waits for it and returns its result.
  ///
  /// The wait ends with the operation and not before: a cancellation goes to the operation, which a
  /// result that is returned nevertheless survives. What the caller did happens-before the
  /// operation, and that before the return.
  ///
  /// @param op the operation
  /// @param <T> what it returns
  /// @param <X> what it may fail with
  /// @return its result
  /// @throws X if it fails
  /// @throws RejectedExecutionException if it is not run, because this is closed or its executor
  ///   refuses it
  /// @throws TaskCancelledException if it was cancelled and the calling task was not, as by the end
  ///   of [#close()]
  /// @throws TaskFailedException if it was interrupted by somebody who does not use Weft
  /// @throws InterruptedException if the calling task is cancelled and so the operation was, or the
  ///   calling thread is interrupted
  public <T extends @Nullable Object, X extends Exception> T call(Op<? extends T, ? extends X> op)
      throws X, InterruptedException {
    Tasks.checkCancelled();
    var job = new Job(this);
    Task<T> task;
    try {
      task = TaskGroup.run(name, group -> group.start(name, op, job));
    } catch (TaskFailedException failed) {
      Strand caller = Strand.current();
      if (caller != null) {
        // Whether a deadline takes the failure for one of a clean-up is decided by the operation.
        caller.observeAs(job.hasObserved());
      }
      Throwable failure = failed.failure();
      throw Sneaky.<X>rethrow(failure instanceof InterruptedException ? failed : failure);
    } catch (InterruptedException stopped) {
      Throwable brokenOff = job.thrown();
      if (brokenOff != null && stopped.getCause() == null) {
        stopped.initCause(brokenOff);
      }
      throw stopped;
    }
    return task.result();
  }

  /// Starts a child of `group` that runs on a thread of the pool; for the rest like
  /// [TaskGroup#start(String, Op)]. Does not wait, unless the executor runs it on the calling
  /// thread. As long as it is queued its state is [TaskState#READY].
  ///
  /// @param group the group
  /// @param name the task's name
  /// @param op what it does
  /// @param <T> what it returns
  /// @return the task
  /// @throws RejectedExecutionException if it is not run, because this is closed or its executor
  ///   refuses it
  /// @throws StartRefusedException if the group is being cancelled, has ended, or the calling
  ///   thread is not inside it; the operation does not run
  public <T extends @Nullable Object> Task<T> start(
      TaskGroup group, String name, Op<? extends T, ?> op) {
    return group.start(name, op, new Job(this));
  }

  /// How much is queued and running. A job that has just ended may still be counted as running.
  ///
  /// @return the figures, of one moment
  public synchronized Load load() {
    return new Load(jobs.size() - running, running, ended);
  }

  /// Refuses new jobs, waits for those that it has, and ends the threads of its own. Jobs may start
  /// others inside themselves until they end. If the calling task is cancelled or its thread
  /// interrupted, the jobs are cancelled; they are still waited for, and the interrupt is kept.
  /// Without effect on [#cores()].
  ///
  /// @throws IllegalStateException if it is called from inside one of its jobs
  @Override
  public void close() {
    if (shared) {
      return;
    }
    if (enclosing(job -> job.offload == this) != null) {
      throw new IllegalStateException(
          this + " is closed by a job of its own and would wait for it; close it outside");
    }
    synchronized (this) {
      closed = true;
    }
    Thread self = Thread.currentThread();
    var blocker = new Closing();
    boolean interrupted = false;
    if (isCallerCancelled()) {
      cancelAll(Cancellation.by(this + " is closed"));
    }
    closers.add(self);
    while (!isIdle()) {
      LockSupport.park(blocker);
      if (Thread.interrupted()) {
        interrupted = true;
        cancelAll(Cancellation.by(this + " is closed"));
      }
    }
    closers.remove(self);
    place.close();
    if (interrupted) {
      self.interrupt();
    }
  }

  private static boolean isCallerCancelled() {
    Scope scope = Strand.currentScope();
    return scope != null && scope.cancellation() != null;
  }

  private synchronized boolean isIdle() {
    return jobs.isEmpty();
  }

  private void cancelAll(Cancellation why) {
    List<Job> all;
    synchronized (this) {
      all = List.copyOf(jobs);
    }
    // First those that wait: the end of another one would let them begin.
    all.stream().filter(job -> !job.isDecided()).forEach(job -> job.cancel(why));
    all.forEach(job -> job.cancel(why));
  }

  /// Takes a job in, unless it is decided already.
  boolean admit(Job job) {
    synchronized (this) {
      if (closed && enclosing(around -> around.offload == this) == null) {
        throw new Job.Closed(this + " is closed");
      }
      return !job.isDecided() && jobs.add(job);
    }
  }

  /// Hands a job to a thread, or runs it where the calling thread is one of those.
  void dispatch(Job job) {
    Job around = enclosing(other -> other.offload.place.equals(place));
    if (around != null && around.isOn(Thread.currentThread())) {
      job.run();
    } else {
      place.accept(job, around);
    }
  }

  /// The innermost job that the calling task works for and that `matches`.
  private static @Nullable Job enclosing(Predicate<Job> matches) {
    if (RUNNING.isEmpty()) {
      return null;
    }
    Strand last = null;
    for (Scope scope = Strand.currentScope(); scope != null; scope = scope.outer) {
      if (scope.strand != last) {
        last = scope.strand;
        Job job = RUNNING.get(last);
        if (job != null && matches.test(job)) {
          return job;
        }
      }
    }
    return null;
  }

  void began(Job job, Strand strand) {
    RUNNING.put(strand, job);
    synchronized (this) {
      running++;
    }
  }

  void ended(Job job, Strand strand) {
    RUNNING.remove(strand);
    synchronized (this) {
      running--;
      ended++;
    }
    gone(job);
  }

  void withdrawn(Job job) {
    place.forget(job);
    gone(job);
  }

  void gone(Job job) {
    boolean last;
    synchronized (this) {
      last = jobs.remove(job) && jobs.isEmpty();
    }
    if (last) {
      closers.forEach(LockSupport::unpark);
    }
  }

  @Override
  public String toString() {
    return "offload \"" + name + "\"";
  }

  /// What close() waits for.
  private final class Closing implements Blocker {
    @Override
    public Collection<Thread> holders() {
      return RUNNING.entrySet().stream()
          .filter(entry -> entry.getValue().offload == Offload.this)
          .map(entry -> entry.getKey().thread())
          .filter(Objects::nonNull)
          .toList();
    }

    @Override
    public String toString() {
      Load now = load();
      return "close of "
          + Offload.this
          + " ("
          + now.running()
          + " jobs run, "
          + now.queued()
          + " are queued)";
    }
  }
}
