package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.TaskGroup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ThreadPriorityCheck")
class EventLoopTest {
  private int count;

  @Test
  void plainField_isIncrementedByFiveTasksWithoutALock() throws Exception {
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          for (int i = 0; i < 5; i++) {
            group.start(() -> {
              for (int n = 0; n < 100_000; n++) {
                int seen = count;
                if (n % 100 == 0) {
                  Thread.yield();
                  seen = count;
                }
                count = seen + 1;
              }
              return null;
            });
          }
          return null;
        }));
    assertThat(count).isEqualTo(500_000);
  }

  @Test
  void sleepers_finishInTheOrderOfTheirTimes() throws Exception {
    List<String> trace = new ArrayList<>();
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          int[] millis = {40, 20, 30};
          for (int i = 0; i < 3; i++) {
            int task = i;
            group.start(() -> {
              trace.add("start " + (task + 1));
              Thread.sleep(millis[task]);
              return trace.add("finish " + (task + 1));
            });
          }
          return null;
        }));
    assertThat(trace)
        .containsExactly("start 1", "start 2", "start 3", "finish 2", "finish 3", "finish 1");
  }
}
