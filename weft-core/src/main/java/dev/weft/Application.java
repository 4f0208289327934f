package dev.weft;

import dev.weft.internal.Beside;
import dev.weft.internal.Sneaky;
import java.io.File;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

// OPENING (the body opens resources) -> SERVING (serve() waits) -> DRAINING (bounded) -> the tasks
// that are left are cancelled and awaited -> CLOSING (resources, in reverse order). A request to
// stop that comes while OPENING cancels the body; which of the two it meets is decided under the
// lock. A signal after the first ends the process at once.
/// The root of a program: owns its resources and its long-lived tasks, and stops in order.
///
/// ```java
/// Application.run(app -> {
///   var db = app.open("database", () -> Database.open(url));
///   var http = new HttpServer(config -> config.port(8080));
///   var server = app.open("http", () -> http.start(routes(db)));
///   app.onDrain("http", server::drain);
///   app.start("reports", () -> reports(db));
///   app.serve();
/// });
/// ```
///
/// SIGTERM, SIGINT, SIGHUP (its terminal is closed) or [#stop(String)] end [#serve()]. When the
/// body has returned, the drains are run side by side and the tasks awaited, within the drain
/// budget; what is then left is cancelled and awaited; the resources are closed in the reverse
/// order of their opening, each within a bound; [#run(Body)] returns. A second signal ends the
/// process at once with status 128 + its number, and closes nothing.
public final class Application {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  /// Windows knows no SIGHUP.
  private static final List<String> STOP_SIGNALS =
      File.separatorChar == '/' ? List.of("TERM", "INT", "HUP") : List.of("TERM", "INT");

  /// What drains may take beyond the budget that they were told.
  private static final Duration DRAIN_GRACE = Duration.ofSeconds(5);

  private static final Duration LAST_WORDS = Duration.ofMillis(100);

  private static final Duration LONGEST_DRAIN = Duration.ofDays(36_500);

  private final Resources resources = new Resources();
  private final CountDownLatch stopping = new CountDownLatch(1);

  // Owned by the thread of the body.
  private final List<NamedDrain> drains = new ArrayList<>();
  private Duration drainBudget = Duration.ofSeconds(10);

  // Written by the body's thread before the body runs, read by any.
  private volatile @Nullable TaskGroup group;

  // Guarded by this.
  private @Nullable Cancellation stop;
  private boolean serving;

  private record NamedDrain(String name, Drain drain) {}

  /// What a program does.
  ///
  /// @param <X> what it may fail with
  @FunctionalInterface
  public interface Body<X extends Exception> {

    /// Runs the program: opens what it needs and serves.
    ///
    /// @param app the application
    /// @throws X if it fails
    /// @throws InterruptedException if it is stopped before it serves
    void run(Application app) throws X, InterruptedException;
  }

  /// Lets what is in progress come to its end.
  @FunctionalInterface
  public interface Drain {

    /// Refuses new work and waits for the work in progress.
    ///
    /// @param bound how long it may take
    /// @throws Exception if it fails; it is logged and the shutdown goes on
    void drain(Duration bound) throws Exception;
  }

  private Application() {}

  /// Runs a program until it returns, fails or is stopped: on a virtual thread, for which the
  /// calling one waits if it is none itself. When this returns its tasks have ended and its
  /// resources are closed.
  ///
  /// @param body the program
  /// @param <X> what it may fail with
  /// @throws X if it fails
  /// @throws CloseFailedException if it does not fail but a resource could not be closed: the first
  ///   with the others suppressed
  /// @throws InterruptedException if the calling thread is interrupted or its task cancelled
  public static <X extends Exception> void run(Body<X> body) throws X, InterruptedException {
    new Application().execute(body);
  }

  private <X extends Exception> void execute(Body<X> body) throws X, InterruptedException {
    List<Runnable> restore =
        STOP_SIGNALS.stream().map(name -> Signals.handle(name, this::signal)).toList();
    Throwable failure = null;
    try {
      Apart.<@Nullable Void, X>call(
          "application",
          () ->
              TaskGroup.open(
                  "application",
                  FailurePolicy.REPORT,
                  opened -> {
                    opened(opened);
                    runUntilStopped(opened, body);
                    drain();
                    return null;
                  }));
    } catch (Throwable thrown) {
      failure = thrown;
    }
    List<CloseFailedException> unclosed = resources.closeAll();
    restore.forEach(Runnable::run);
    if (failure == null && !unclosed.isEmpty()) {
      failure = unclosed.getFirst();
    }
    if (failure != null) {
      for (CloseFailedException other : unclosed) {
        Beside.suppress(failure, other);
      }
      throw Sneaky.<X>rethrow(failure);
    }
  }

  private <X extends Exception> void runUntilStopped(TaskGroup running, Body<X> body)
      throws X, InterruptedException {
    try {
      body.run(this);
    } catch (Throwable thrown) {
      Cancellation why = running.scope().cancellation();
      if (!isStop(why) || !running.scope().strand.tellsOfCancellation(thrown)) {
        throw thrown;
      }
    }
  }

  /// Opens a resource that lives as long as the program. Called by the body.
  ///
  /// @param name its name, for messages
  /// @param opener opens it
  /// @param <R> the resource
  /// @param <X> what opening may fail with
  /// @return the resource
  /// @throws X if it could not be opened
  /// @throws InterruptedException if the program is stopped meanwhile
  public <R extends AutoCloseable, X extends Exception> R open(String name, Op<R, X> opener)
      throws X, InterruptedException {
    return resources.<R, X>open(name, opener);
  }

  /// Starts a task that may outlive the request that starts it; from any thread. At shutdown it is
  /// given the drain budget to end, then cancelled. Its failure is logged and touches nobody else.
  ///
  /// @param name the task's name
  /// @param op what it does
  /// @param <T> what it returns
  /// @return the task
  /// @throws StartRefusedException if the program is being cancelled or has ended
  public <T extends @Nullable Object> Task<T> start(String name, Op<? extends T, ?> op) {
    return tasks().adopt(name, op, false);
  }

  /// Starts a task that runs for ever, such as a monitor; from any thread. It is cancelled when
  /// everything else has ended.
  ///
  /// @param name the task's name
  /// @param op what it does
  /// @param <T> what it returns
  /// @return the task
  /// @throws StartRefusedException if the program is being cancelled or has ended
  public <T extends @Nullable Object> Task<T> startBackground(String name, Op<? extends T, ?> op) {
    return tasks().adopt(name, op, true);
  }

  /// Has `drain` called when the program stops. Called by the body.
  ///
  /// @param name its name, for messages
  /// @param drain refuses new work and waits for the work in progress
  public void onDrain(String name, Drain drain) {
    drains.add(
        new NamedDrain(
            Objects.requireNonNull(name, "name"), Objects.requireNonNull(drain, "drain")));
  }

  /// Sets how long the work in progress may take to end when the program stops; 10 s unless set.
  /// Called by the body.
  ///
  /// @param budget the budget; a negative one counts as none
  public void drainWithin(Duration budget) {
    drainBudget =
        budget.isNegative()
            ? Duration.ZERO
            : budget.compareTo(LONGEST_DRAIN) > 0 ? LONGEST_DRAIN : budget;
  }

  /// Waits until the program is to stop. Called by the body, last.
  ///
  /// @throws InterruptedException if the program was stopped before it came here
  public void serve() throws InterruptedException {
    synchronized (this) {
      serving = true;
    }
    Tasks.checkCancelled();
    stopping.await();
  }

  /// Stops the program as a first signal does. Does not wait. Without effect if it is stopping
  /// already. Before [#serve()] there is nothing to drain: the body and all tasks are cancelled.
  ///
  /// @param reason why, for the log and for whoever is cancelled
  public void stop(String reason) {
    requestStop(Cancellation.by(reason));
  }

  synchronized boolean isServing() {
    return serving;
  }

  private void signal(String name, int number) {
    if (!requestStop(new Cancellation(name, "signal"))) {
      endAtOnce(name, 128 + number);
    }
  }

  /// The log may block, for example on a pipe that nobody reads: it is not waited for.
  private static void endAtOnce(String signal, int status) {
    try {
      Thread.ofPlatform()
          .daemon()
          .start(() -> LOG.log(Level.WARNING, "second signal (" + signal + "): ending at once"))
          .join(LAST_WORDS);
    } catch (InterruptedException e) {
      // It ends now.
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }

  private boolean requestStop(Cancellation why) {
    synchronized (this) {
      if (stop != null) {
        return false;
      }
      stop = why;
      if (!serving && group != null) {
        group.cancel(why);
      }
    }
    stopping.countDown();
    LOG.log(Level.INFO, "stopping: " + why);
    return true;
  }

  private synchronized void opened(TaskGroup opened) {
    group = opened;
    if (stop != null) {
      opened.cancel(stop);
    }
  }

  private synchronized boolean isStop(@Nullable Cancellation why) {
    return why != null && why == stop;
  }

  private void drain() throws InterruptedException {
    long end = System.nanoTime() + drainBudget.toNanos();
    List<Op<@Nullable Void, Exception>> ops = new ArrayList<>();
    for (NamedDrain named : drains) {
      ops.add(() -> drain(named));
    }
    try {
      Shield.run(drainBudget.plus(DRAIN_GRACE), () -> Tasks.settle(ops));
    } catch (DeadlineExceededException e) {
      LOG.log(Level.WARNING, "drains did not end in time and were cancelled", e);
    }
    Cancellation why = stopRequest();
    if (why != null && !isStop(tasks().scope().cancellation())) {
      List<String> cut = tasks().endWithin(Duration.ofNanos(end - System.nanoTime()), why);
      LOG.log(
          Level.INFO,
          cut.isEmpty() ? "drained" : "drained; cancelled tasks that were left: " + cut);
    }
  }

  private @Nullable Void drain(NamedDrain named) throws InterruptedException {
    try {
      named.drain().drain(drainBudget);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.log(Level.WARNING, "drain of \"" + named.name() + "\" failed", e);
    }
    return null;
  }

  private synchronized @Nullable Cancellation stopRequest() {
    return stop;
  }

  private TaskGroup tasks() {
    TaskGroup running = group;
    if (running == null) {
      throw new IllegalStateException(
          "the application is not running yet; start tasks from its body");
    }
    return running;
  }
}
