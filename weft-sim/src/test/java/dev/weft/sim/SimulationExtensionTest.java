package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.weft.Tasks;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// Runs tests that fail, as JUnit would.
class SimulationExtensionTest {
  private static final AtomicInteger RUNS = new AtomicInteger();

  @BeforeEach
  @AfterEach
  void allSeeds() {
    System.clearProperty(SimulationExtension.SEED);
    RUNS.set(0);
  }

  /// Not found by the build: it is no test of its own.
  static class Examples {

    @SimulationTest(seeds = 50)
    void good() throws InterruptedException {
      RUNS.incrementAndGet();
      Thread.sleep(1_000);
    }

    @SimulationTest(seeds = 200)
    @SuppressWarnings("ThreadPriorityCheck") // a place to switch
    void lostUpdate() throws InterruptedException {
      RUNS.incrementAndGet();
      int[] count = new int[1];
      Tasks.gather(
          () -> {
            int seen = count[0];
            Thread.yield();
            count[0] = seen + 1;
            return 1;
          },
          () -> count[0]++);
      assertThat(count[0]).isEqualTo(2);
    }

    @SimulationTest(seeds = 200, pct = 2)
    @SuppressWarnings("ThreadPriorityCheck") // a place to switch
    void lostUpdateByPct() throws InterruptedException {
      lostUpdate();
    }

    @SimulationTest(seeds = 5)
    void aborted(TestInfo info) {
      RUNS.incrementAndGet();
      assumeTrue(info.getDisplayName().isEmpty(), "never here");
    }

    @SimulationTest(pct = -1)
    void negativeDepth() {
      RUNS.incrementAndGet();
    }

    @SimulationTest(seeds = 1, cancelEverywhere = true)
    void cleanUpFails() throws InterruptedException {
      boolean done = false;
      try {
        Thread.sleep(1_000);
        done = true;
      } finally {
        assertThat(done).as("done").isTrue();
      }
    }
  }

  /// What the test failed with; empty if it did not.
  private static String failureOf(String method) {
    var listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Examples.class, method))
                .build(),
            listener);
    var summary = listener.getSummary();
    assertThat(summary.getTestsStartedCount()).isEqualTo(1);
    return summary.getFailures().isEmpty()
        ? ""
        : String.valueOf(summary.getFailures().getFirst().getException().getMessage());
  }

  private static String seedIn(String failure) {
    return failure.replaceAll("(?s).*seed (\\d+), run it again by: .*", "$1");
  }

  @Test
  void everySeedIsRun_andTheFirstOneTwice() {
    assertThat(failureOf("good")).isEmpty();
    assertThat(RUNS).hasValue(51);
  }

  @Test
  void failure_hasItsSeed_theLineThatRunsItAgain_andWhatHappened() {
    String failure = failureOf("lostUpdate");
    assertThat(failure)
        .contains("the program failed", "run it again by: -Dweft.seed=" + seedIn(failure))
        .contains("\n1 0.000s \"main\" #1 ");
  }

  @Test
  void seedOfAFailure_runsThatRunAlone() {
    String failure = failureOf("lostUpdate");
    System.setProperty(SimulationExtension.SEED, seedIn(failure));
    RUNS.set(0);
    assertThat(failureOf("lostUpdate")).isEqualTo(failure);
    assertThat(RUNS).hasValue(2);
  }

  @Test
  void seedOfAFailureByPct_isEnoughToo() {
    String failure = failureOf("lostUpdateByPct");
    System.setProperty(SimulationExtension.SEED, seedIn(failure));
    assertThat(failureOf("lostUpdateByPct")).isEqualTo(failure);
  }

  @Test
  void testWhoseCleanUpFails_isCancelledEverywhere_andSaysWhere() {
    assertThat(failureOf("cleanUpFails"))
        .contains("its deadline expired before step 2", "[done]", "run it again by: -Dweft.seed=0");
  }

  @Test
  void seedThatIsNone_isRefused() {
    System.setProperty(SimulationExtension.SEED, "4e2");
    assertThat(failureOf("good"))
        .isEqualTo("-Dweft.seed=4e2; give a whole number, as a report does");
  }

  @Test
  void assumptionThatDoesNotHold_abortsTheTest_andParametersAreGiven() {
    var listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Examples.class, "aborted", TestInfo.class))
                .build(),
            listener);
    assertThat(listener.getSummary().getTestsAbortedCount()).isEqualTo(1);
    assertThat(RUNS).hasPositiveValue();
  }

  @Test
  void depthOfPct_isChecked() {
    assertThat(failureOf("negativeDepth")).isEqualTo("a depth of -1; give 1 to 1000");
  }
}
