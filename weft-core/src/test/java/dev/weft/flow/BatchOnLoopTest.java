package dev.weft.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Task;
import dev.weft.TaskEvent;
import dev.weft.TaskGroup;
import dev.weft.TaskTree;
import dev.weft.loop.EventLoop;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// What only the loop promises; the rest holds on every scheduler.
class BatchOnLoopTest {

  @Test
  void itemsNeedNoLocks_onTheLoop() throws Exception {
    var plain = new int[1];
    EventLoop.run(() ->
        Batch.over(new Numbers(500))
            .concurrency(7)
            .forEach(_ -> {
              int before = plain[0];
              before++;
              plain[0] = before;
              LockSupport.parkNanos(1);
            }));
    assertThat(plain[0]).isEqualTo(500);
  }

  @Test
  void itemsThatDoNotBlock_areRunByFewWorkers() throws Exception {
    var started = new AtomicInteger();
    try (var _ =
        TaskTree.listen(event -> {
          if (event instanceof TaskEvent.Started s && s.name().startsWith("batch quick worker")) {
            started.incrementAndGet();
          }
        })) {
      EventLoop.run(
          () -> Batch.over(new Numbers(500)).named("quick").concurrency(100).forEach(_ -> {}));
    }
    assertThat(started.get()).isBetween(1, 10);
  }

  @Test
  void othersGetTheirTurn_amongItemsThatDoNotBlock() throws Exception {
    var processed = new int[1];
    int seen =
        EventLoop.run(() ->
            TaskGroup.run(group -> {
              Task<Progress> batch =
                  group.start(
                      "batch", () -> Batch.over(Numbers.endless()).forEach(_ -> processed[0]++));
              while (processed[0] == 0) {
                Thread.sleep(1);
              }
              batch.cancel("seen");
              batch.join();
              return processed[0];
            }));
    assertThat(seen).isPositive();
  }
}
