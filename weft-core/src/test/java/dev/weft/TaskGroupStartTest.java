package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class TaskGroupStartTest {

  @Test
  @Case(6)
  void childrenThatStartChildrenForEver_endWhenASiblingFails() {
    assertThatThrownBy(() ->
            TaskGroup.run(group -> {
              group.start("parent", () -> multiply(group));
              group.start(
                  "bad",
                  () -> {
                    Thread.sleep(20);
                    throw new IllegalStateException("enough");
                  });
              return null;
            }))
        .isInstanceOf(TaskFailedException.class)
        .hasRootCauseMessage("enough");
  }

  private static Object multiply(TaskGroup group) throws InterruptedException {
    Thread.sleep(1);
    group.start("next", () -> multiply(group));
    return 1;
  }

  @Test
  @Case(7)
  void childStartedWhileTheGroupWaits_isAwaited() throws Exception {
    var late = new AtomicBoolean();
    TaskGroup.run(group -> {
      group.start(() -> {
        Thread.sleep(10);
        group.start(() -> {
          Thread.sleep(10);
          late.set(true);
          return 1;
        });
        return 1;
      });
      return null;
    });
    assertThat(late).isTrue();
  }

  @Test
  @Case(8)
  void start_inACancelledGroup_isRefused_andTheOperationNeverRuns() {
    var ran = new AtomicBoolean();
    assertThatThrownBy(() ->
            TaskGroup.run(
                "g",
                group -> {
                  group.cancel("closing time");
                  assertThatThrownBy(() ->
                          group.start(
                              "late",
                              () -> {
                                ran.set(true);
                                return 1;
                              }))
                      .isInstanceOf(StartRefusedException.class)
                      .hasMessageStartingWith(
                          "task \"late\" is not started: group \"g\" is cancelled: closing time (by thread \"");
                  return Waits.forever();
                }))
        .isInstanceOfSatisfying(
            CancelledException.class,
            e -> assertThat(e.cancellation().reason()).isEqualTo("closing time"));
    assertThat(ran).isFalse();
  }

  @Test
  @Case(9)
  void start_inAnEndedGroup_isRefused() throws Exception {
    TaskGroup ended = TaskGroup.run("g", group -> group);
    assertThatThrownBy(() -> ended.start("late", () -> 1))
        .isInstanceOf(StartRefusedException.class)
        .hasMessage("group \"g\" has ended; start task \"late\" before run() returns");
  }

  @Test
  void start_fromOutside_isRefused_andNamesTheRemedy() throws Exception {
    var refused = new AtomicReference<Throwable>();
    TaskGroup.run(
        "g",
        group -> {
          Thread outsider =
              Thread.ofPlatform()
                  .start(() -> {
                    try {
                      group.start("stray", () -> 1);
                    } catch (StartRefusedException e) {
                      refused.set(e);
                    }
                  });
          outsider.join();
          return null;
        });
    assertThat(refused.get())
        .hasMessage(
            "task \"stray\" is started in group \"g\" from outside; start it from the body or a task of the group");
  }

  @Test
  @Case(14)
  void backgroundChild_isCancelledAndAwaited_whenTheRestHasEnded() throws Exception {
    var order = new ConcurrentLinkedQueue<String>();
    var beating = new CountDownLatch(1);
    TaskGroup.run(
        "g",
        group -> {
          group.startBackground(
              "heartbeat",
              () -> {
                try {
                  beating.countDown();
                  return Waits.forever();
                } finally {
                  order.add("heartbeat");
                }
              });
          group.start(() -> {
            beating.await();
            return order.add("work");
          });
          return null;
        });
    assertThat(order).containsExactly("work", "heartbeat");
  }
}
