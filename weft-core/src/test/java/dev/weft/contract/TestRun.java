package dev.weft.contract;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

// The caller is a thread of JUnit's. It waits for a platform thread, which hands the test to the
// scheduler; so whatever hangs, the caller does not. The fields are written by the test's thread.
/// One test on one scheduler.
final class TestRun {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final String name;
  private final Duration bound;
  private final SchedulerUnderTest scheduler;

  private volatile @Nullable Thread thread;
  private volatile @Nullable Throwable failure;
  private volatile boolean ended;

  TestRun(String name, Duration bound, SchedulerUnderTest scheduler) {
    this.name = name;
    this.bound = bound;
    this.scheduler = scheduler;
  }

  /// Runs the test and throws what it throws; it is ended after the bound, or when the caller is
  /// interrupted, as by JUnit's own time-out.
  void call(Executable test) throws Throwable {
    Thread runner = Thread.ofPlatform().daemon().name(name).start(() -> hand(test));
    try {
      if (!runner.join(bound)) {
        throw end(runner);
      }
    } catch (InterruptedException e) {
      e.addSuppressed(end(runner));
      throw e;
    }
    Throwable thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
    if (!ended) {
      throw new AssertionError(name + " was not run");
    }
  }

  private void hand(Executable test) {
    try {
      scheduler.run(() -> run(test));
    } catch (Throwable t) {
      note(t);
    }
  }

  private void run(Executable test) {
    thread = Thread.currentThread();
    try {
      test.execute();
    } catch (Throwable t) {
      note(t);
    } finally {
      ended = true;
    }
  }

  private void note(Throwable t) {
    Throwable first = failure;
    if (first == null) {
      failure = t;
    } else if (first != t) {
      first.addSuppressed(t);
    }
  }

  private AssertionError end(Thread runner) throws InterruptedException {
    Thread hanging = thread;
    String state = hanging == null ? "was not begun" : "stands in " + hanging.getState();
    var told = new AssertionError(name + " hangs: it " + state + "; all threads: " + dump());
    told.setStackTrace((hanging == null ? runner : hanging).getStackTrace());
    // Again and again: a test may catch the first one.
    for (int i = 0; i < 10 && !runner.join(GRACE.dividedBy(10)); i++) {
      runner.interrupt();
    }
    Throwable thrown = failure;
    if (thrown != null) {
      told.addSuppressed(thrown);
    }
    if (runner.isAlive()) {
      told.addSuppressed(new AssertionError("it does not heed its interrupt and is left behind"));
    }
    return told;
  }

  private String dump() {
    Path file = Path.of("target", "hanging " + name.replaceAll("\\W+", "_") + ".txt");
    try {
      Files.createDirectories(Path.of("target"));
      Files.deleteIfExists(file);
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toAbsolutePath().toString(), ThreadDumpFormat.TEXT_PLAIN);
      return file.toString();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
