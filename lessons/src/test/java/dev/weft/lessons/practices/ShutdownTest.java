package dev.weft.lessons.practices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.stage.Act;
import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Line;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import dev.weft.sim.Simulation;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// The program of the lesson, in any order of the threads.
@Isolated("it reads the log")
class ShutdownTest {
  private static final Logger LOG = Logger.getLogger("dev.weft");
  private static final int SEEDS = 1_000;

  @Test
  void application_waitsForTheCleanUps_thenCloses_andReportsWhatWasCut() throws Exception {
    Queue<String> logged = new ConcurrentLinkedQueue<>();
    Handler listener = new Listener(logged);
    LOG.addHandler(listener);
    LOG.setUseParentHandlers(false);
    try {
      Simulation.create().allowLeftovers().allowMistakes().explore(SEEDS, ShutdownTest::check);
    } finally {
      LOG.setUseParentHandlers(true);
      LOG.removeHandler(listener);
    }
    assertThat(logged.stream().filter(line -> line.contains("drained")))
        .hasSizeGreaterThanOrEqualTo(SEEDS)
        .containsOnly("drained; cancelled tasks that were left: [report]");
  }

  private static boolean check() throws InterruptedException {
    var stage = new Stage(Mode.SIMULATED, Audience.NONE);
    new Shutdown(stage).play();
    Act right = stage.performance().acts().getLast();
    List<String> said = right.lines().stream().map(Line::text).toList();
    assertThat(said)
        .containsSubsequence(
            "order: done, in peace",
            "report: cut off, a new version; rolls back",
            "report: rolled back",
            "http: closed",
            "database: closed",
            "all is over");
    return true;
  }

  private static final class Listener extends Handler {
    private final Queue<String> logged;

    Listener(Queue<String> logged) {
      this.logged = logged;
    }

    @Override
    public void publish(LogRecord record) {
      logged.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
