package dev.weft.agent;

import java.util.concurrent.atomic.AtomicInteger;

/// What methods of the JDK call first that matter to a simulation.
public final class Gates {
  private static final AtomicInteger UNBLOCKING = new AtomicInteger();

  private Gates() {}

  /// A platform thread is about to start.
  ///
  /// @param thread the thread
  public static void starting(Thread thread) {
    Simulated here = Clocks.current();
    if (here != null && !isJdksOwn(thread)) {
      here.outside("platform thread \"" + thread.getName() + "\" is started", thread);
    }
  }

  /// Threads that the JDK starts for itself when it needs them first, like that of a cleaner.
  private static boolean isJdksOwn(Thread thread) {
    return thread.getClass().getName().equals("jdk.internal.misc.InnocuousThread");
  }

  /// A virtual thread is about to block its carrier.
  public static void pinned() {
    outside("a virtual thread parks while it is pinned (by a native frame or a class initializer)");
  }

  /// A virtual thread is about to wait for a socket.
  public static void polling() {
    outside("a virtual thread waits for a socket");
  }

  /// A socket is about to be opened.
  public static void socket() {
    outside("a socket is opened");
  }

  /// Work is about to be given to a pool of the JDK, which may have its threads already.
  public static void pool() {
    outside("work is given to a ForkJoinPool");
  }

  /// A timer of such a pool is about to be set.
  public static void timer() {
    outside("a timer of a ForkJoinPool is set (CompletableFuture.orTimeout does that)");
  }

  /// A process is about to start.
  public static void process() {
    outside("a process is started");
  }

  /// A pipe is about to be opened.
  public static void pipe() {
    outside("a pipe is opened");
  }

  /// A selector is about to look for what is ready.
  public static void select() {
    outside("a selector is asked what is ready");
  }

  /// The address of a host is about to be asked for.
  public static void resolve() {
    outside("the name of a host is resolved");
  }

  /// A virtual thread is about to be interrupted.
  ///
  /// @param scheduler the scheduler of that thread
  public static void interrupting(Object scheduler) {
    if (scheduler instanceof SimulatedScheduler simulated) {
      simulated.interrupting();
    }
  }

  /// Permits of a semaphore were asked for.
  ///
  /// @param left how many are left; negative if the caller got none
  /// @param semaphore what those who wait for it are seen to wait on
  public static void acquired(int left, Object semaphore) {
    Simulated here = Clocks.current();
    if (here != null && left >= 0) {
      here.acquired(semaphore, Thread.currentThread());
    }
  }

  /// Permits of a semaphore were given back.
  ///
  /// @param semaphore what those who wait for it are seen to wait on
  public static void released(Object semaphore) {
    Simulated here = Clocks.current();
    if (here != null) {
      here.released(semaphore, Thread.currentThread());
    }
  }

  private static void outside(String what) {
    Simulated here = Clocks.current();
    if (here != null) {
      here.outside(what, Thread.currentThread());
    }
  }

  /// The JVM's own thread takes a virtual thread that was blocked on a monitor out of its list.
  ///
  /// @param from what the mark of being in the list was
  public static void unblocking(boolean from) {
    if (from) {
      UNBLOCKING.incrementAndGet();
    }
  }

  /// The JVM's own thread has handed it to its scheduler.
  public static void unblocked() {
    UNBLOCKING.decrementAndGet();
  }

  /// Whether the JVM's own thread is between the two.
  ///
  /// @return false when every thread that is out of the list has come to its scheduler
  public static boolean isUnblocking() {
    return UNBLOCKING.get() != 0;
  }
}
