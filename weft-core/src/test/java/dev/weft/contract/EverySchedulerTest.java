package dev.weft.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.weft.TaskGroup;
import dev.weft.Waits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The suite cannot pass by doing nothing: what its mechanism runs, refuses and reports.
class EverySchedulerTest {
  private static final Queue<String> RAN = new ConcurrentLinkedQueue<>();

  @OnEveryScheduler
  static class Good {
    @Test
    void test() {
      RAN.add(Thread.currentThread().toString());
    }

    @NeedsParallel("two spin for each other")
    @Test
    void parallel() {
      RAN.add("parallel");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void parameterized(int number) {
      RAN.add("number " + number);
    }
  }

  @OnEveryScheduler
  static class Bad {
    @Test
    void fails() {
      throw new IllegalStateException("boom");
    }

    @Test
    void leavesAnInterruptBehind() {
      Thread.currentThread().interrupt();
    }
  }

  @OnEveryScheduler(hangsAfter = 1)
  static class Hanging {
    @Test
    void waits() throws Exception {
      TaskGroup.run(group -> {
        group.start("hanging child", Waits::forever);
        return Waits.forever();
      });
    }

    @Test
    @Timeout(1)
    void waitsForJUnit() throws Exception {
      Waits.forever();
    }
  }

  private static final class Report implements TestExecutionListener {
    final Map<String, TestExecutionResult> ended = new ConcurrentHashMap<>();
    final Map<String, String> skipped = new ConcurrentHashMap<>();
    private TestPlan plan;

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
      plan = started;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      ended.put(path(test), result);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      skipped.put(path(test), reason);
    }

    private String path(TestIdentifier test) {
      String above = plan.getParent(test).map(this::path).orElse("");
      return above + "/" + test.getDisplayName();
    }

    Throwable failure(String end) {
      return ended.entrySet().stream()
          .filter(entry -> entry.getKey().endsWith(end))
          .findFirst()
          .orElseThrow(() -> new AssertionError(end + " is not among " + ended.keySet()))
          .getValue()
          .getThrowable()
          .orElseThrow();
    }
  }

  private static Report run(DiscoverySelector... selectors) {
    assumeThat(System.getProperty("weft.schedulers")).as("all schedulers").isNull();
    RAN.clear();
    var report = new Report();
    LauncherFactory.create()
        .execute(LauncherDiscoveryRequestBuilder.request().selectors(selectors).build(), report);
    return report;
  }

  @Test
  void test_runsOnEachScheduler_andItsNameTellsWhich() {
    Report report = run(selectMethod(Good.class, "test"));
    assertThat(RAN)
        .hasSize(3)
        .anySatisfy(thread -> assertThat(thread).containsPattern("@ForkJoinPool-\\d+-worker"))
        .anySatisfy(thread -> assertThat(thread).contains("Thread[#").doesNotContain("Virtual"))
        .anySatisfy(thread -> assertThat(thread).contains("@contract-loop"));
    assertThat(report.ended.keySet())
        .filteredOn(path -> path.endsWith("test()"))
        .map(path -> path.replaceAll(".*Good/", ""))
        .containsExactlyInAnyOrder("parallel/test()", "platform/test()", "loop/test()");
  }

  @Test
  void testThatNeedsParallel_isSkippedElsewhere_withItsReason() {
    Report report = run(selectMethod(Good.class, "parallel"));
    assertThat(RAN).containsExactly("parallel", "parallel");
    assertThat(report.skipped.values()).containsExactly("not on loop: two spin for each other");
  }

  @Test
  void parameterizedTest_runsOnEachSchedulerWithEachValue() {
    run(selectMethod(Good.class, "parameterized", int.class.getName()));
    assertThat(RAN).hasSize(6);
  }

  @Test
  void failure_isThatOfTheTest_onEachScheduler() {
    Report report = run(selectMethod(Bad.class, "fails"));
    for (String scheduler : List.of("parallel", "platform", "loop")) {
      assertThat(report.failure(scheduler + "/fails()"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("boom");
    }
  }

  @Test
  void interruptLeftBehind_isAFailure() {
    Report report = run(selectMethod(Bad.class, "leavesAnInterruptBehind"));
    for (String scheduler : List.of("parallel", "platform", "loop")) {
      assertThat(report.failure(scheduler + "/leavesAnInterruptBehind()"))
          .hasMessage("the test has left an interrupt behind on its thread");
    }
  }

  @Test
  @Tag("slow")
  void hangingTest_isEnded_andReportedWithItsStack() {
    Report report = run(selectClass(Hanging.class));
    for (String scheduler : List.of("parallel", "platform", "loop")) {
      assertThat(report.failure(scheduler + "/waits()"))
          .hasMessageContaining("waits on " + scheduler + " hangs: it stands in TIMED_WAITING")
          .satisfies(e ->
              assertThat(e.getStackTrace())
                  .anyMatch(frame -> frame.getMethodName().equals("forever")))
          .satisfies(e ->
              assertThat(Path.of(e.getMessage().replaceAll(".*: ", "")))
                  .content()
                  .contains("hanging child"));
      assertThat(report.failure(scheduler + "/waitsForJUnit()"))
          .hasMessageContaining("timed out after 1 second");
    }
  }

  @Test
  void testThatMissesAScheduler_isNoticed() throws Exception {
    var first = new Parallel();
    var second = new OnLoop();
    var attendance = new Attendance(List.of(first, second));
    attendance.note(Good.class.getDeclaredMethod("test"), first);
    assertThatThrownBy(attendance::close).hasMessageEndingWith("Good.test() did not run on [loop]");
    attendance.note(Good.class.getDeclaredMethod("test"), second);
    attendance.close();
  }

  @Test
  void thread_isRefusedByASchedulerThatItIsNotOn() {
    for (SchedulerUnderTest other : List.of(new Parallel(), new OnLoop())) {
      assertThatThrownBy(other::requireHere).isInstanceOf(AssertionError.class);
    }
  }
}
