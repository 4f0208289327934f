package dev.weft.contract;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which test of a class was on which scheduler: closed at the end of the class, it fails if one
/// that ran at all did not run on all of them.
final class Attendance implements AutoCloseable {
  private final List<SchedulerUnderTest> schedulers;
  private final Map<Method, Set<SchedulerUnderTest>> seen = new ConcurrentHashMap<>();

  Attendance(List<SchedulerUnderTest> schedulers) {
    this.schedulers = schedulers;
  }

  /// The test has ended on a thread of the scheduler, or has a reason not to run on it.
  void note(Method test, SchedulerUnderTest scheduler) {
    seen.computeIfAbsent(test, _ -> ConcurrentHashMap.newKeySet()).add(scheduler);
  }

  @Override
  public void close() {
    seen.forEach((test, on) -> {
      Set<SchedulerUnderTest> missed = new LinkedHashSet<>(schedulers);
      missed.removeAll(on);
      if (!missed.isEmpty()) {
        throw new AssertionError(test + " did not run on " + missed);
      }
    });
  }
}
