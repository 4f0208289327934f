package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Faults;
import dev.weft.InjectedFault;
import dev.weft.Tasks;
import dev.weft.sync.Limiter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

@SuppressWarnings("Finally") // what is checked outlives a cancellation
class CancelEverywhereTest {

  @SimulationTest(seeds = 200, cancelEverywhere = true)
  void limiter_givesItsPermitsBack_whereverItIsCancelled() throws Exception {
    var limiter = Limiter.of("database", 2);
    try {
      Tasks.gather(
          List.of(1, 2, 3, 4),
          i ->
              limiter.run(() -> {
                Thread.sleep(i);
                return i;
              }));
    } finally {
      if (!limiter.toString().contains("2 of 2 free")) {
        throw new AssertionError("permits are missing: " + limiter);
      }
    }
  }

  @Test
  void programThatLosesAPermit_whereItIsCancelled_isFound() {
    assertThatThrownBy(() ->
            Simulation.create()
                .cancelEverywhere(
                    1,
                    () -> {
                      var permits = new Semaphore(1);
                      try {
                        Thread.sleep(1);
                        permits.acquire();
                        Thread.sleep(1);
                        permits.release();
                        return null;
                      } finally {
                        if (permits.availablePermits() == 0) {
                          throw new IllegalStateException("the permit is lost");
                        }
                      }
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("before step")
        .hasMessageContaining("the permit is lost");
  }

  @Test
  void everyStep_isMet() throws Exception {
    Exploration seen =
        Simulation.create()
            .cancelEverywhere(
                1,
                () -> {
                  for (int i = 0; i < 20; i++) {
                    Thread.sleep(1);
                  }
                  return null;
                });
    assertThat(seen.runs()).isGreaterThan(80);
  }

  @Test
  void faults_happenNowAndThen_andOnlyInASimulationThatHasThem() throws Exception {
    Faults.maybe("outside");
    int[] failed = new int[1];
    for (int seed = 0; seed < 200; seed++) {
      Simulation.create()
          .faults(0.1)
          .once(
              seed,
              () -> {
                try {
                  Faults.maybe("db.commit", () -> new SQLException("lost"));
                } catch (SQLException e) {
                  failed[0]++;
                }
                return null;
              });
    }
    assertThat(failed[0]).isBetween(5, 60);
    Simulation.create()
        .explore(
            100,
            () -> {
              Faults.maybe("none here");
              return null;
            });
    assertThatThrownBy(() ->
            Simulation.create()
                .faults(0.5)
                .explore(
                    100,
                    () -> {
                      Faults.maybe("somewhere");
                      return null;
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasCauseInstanceOf(InjectedFault.class)
        .hasMessageContaining("fault at \"somewhere\"");
    assertThatThrownBy(() -> Simulation.create().faults(0.7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.7");
  }
}
