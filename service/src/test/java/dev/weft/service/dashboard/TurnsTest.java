package dev.weft.service.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Task;
import dev.weft.TaskGroup;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final AtomicLong clock = new AtomicLong(1);
  private final Turns turns = new Turns(1, Duration.ofSeconds(1), clock::get);

  @Test
  void lineThatStaysTooLong_isTold_untilItHasGone() throws Exception {
    TaskGroup.run(group -> {
      var first = new Visitor(group);
      first.awaitIn();
      var second = new Visitor(group);
      awaitLine(1);
      first.leave();
      second.awaitIn();
      var third = new Visitor(group);
      awaitLine(1);
      // The average of the time between two turns is two seconds then.
      clock.addAndGet(Duration.ofSeconds(32).toNanos());
      second.leave();
      third.awaitIn();

      var fourth = new Visitor(group);
      awaitLine(1);
      var fifth = new Visitor(group);
      awaitLine(2);
      assertThat(turns.isLineTooLong()).as("not for a moment only").isFalse();
      clock.addAndGet(Turns.PATIENCE.toNanos() + 1);
      assertThat(turns.isLineTooLong()).isTrue();

      third.leave();
      fourth.awaitIn();
      fourth.leave();
      fifth.awaitIn();
      fifth.leave();
      assertThat(turns.isLineTooLong()).isFalse();
      return null;
    });
    assertThat(turns.in(() -> "turn")).isEqualTo("turn");
  }

  @Test
  void timeInWhichNobodyWaited_makesNoLineLonger() throws Exception {
    TaskGroup.run(group -> {
      for (int i = 0; i < 50; i++) {
        clock.addAndGet(Duration.ofSeconds(100).toNanos());
        turns.in(() -> "turn");
      }
      var first = new Visitor(group);
      first.awaitIn();
      var second = new Visitor(group);
      awaitLine(1);
      var third = new Visitor(group);
      awaitLine(2);
      assertThat(turns.isLineTooLong()).isFalse();
      clock.addAndGet(Turns.PATIENCE.toNanos() + 1);
      assertThat(turns.isLineTooLong()).isFalse();
      first.leave();
      second.awaitIn();
      second.leave();
      third.awaitIn();
      third.leave();
      return null;
    });
  }

  @Test
  void cancelledVisitor_leavesTheLine() throws Exception {
    TaskGroup.supervise(group -> {
      var first = new Visitor(group);
      first.awaitIn();
      var second = new Visitor(group);
      awaitLine(1);
      second.task.cancel("left");
      awaitLine(0);
      first.leave();
      return null;
    });
    assertThat(turns.in(() -> "turn")).isEqualTo("turn");
  }

  private void awaitLine(int length) {
    while (turns.waiting() != length) {
      Thread.onSpinWait();
    }
  }

  /// Somebody who stays until told to leave.
  private final class Visitor {
    private final CountDownLatch in = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final Task<String> task;

    Visitor(TaskGroup group) {
      task =
          group.start(
              "visitor",
              () ->
                  turns.in(() -> {
                    in.countDown();
                    leave.await();
                    return "turn";
                  }));
    }

    void awaitIn() throws InterruptedException {
      in.await();
    }

    void leave() throws InterruptedException {
      leave.countDown();
      task.await();
    }
  }
}
