package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.internal.VirtualThreads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ThreadPriorityCheck") // what yields is the subject
class EventLoopTest {
  private final List<String> trace = new ArrayList<>();
  private int count;

  @Test
  void plainField_isIncrementedByFiveTasksWithoutALock() throws Exception {
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          for (int i = 0; i < 5; i++) {
            group.start(this::increment);
          }
          return null;
        }));
    assertThat(count).isEqualTo(500_000);
  }

  private Object increment() {
    for (int n = 0; n < 100_000; n++) {
      count++;
      if (n % 7 == 0) {
        Thread.yield();
      }
    }
    return count;
  }

  @RepeatedTest(3)
  @Tag("slow")
  void sleepers_startInOrder_finishInTheOrderOfTheirTimes_onOneCarrier() throws Exception {
    Set<String> carriers = new HashSet<>();
    // Far apart: the last to begin may do so late on a busy machine.
    int[] millis = {400, 100, 250};
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          for (int i = 0; i < 3; i++) {
            int task = i + 1;
            group.start(
                "Task-" + task,
                () -> {
                  trace.add("start " + task);
                  carriers.add(carrier());
                  Thread.sleep(millis[task - 1]);
                  carriers.add(carrier());
                  return trace.add("finish " + task);
                });
          }
          return null;
        }));
    assertThat(trace)
        .containsExactly("start 1", "start 2", "start 3", "finish 2", "finish 3", "finish 1");
    assertThat(carriers).hasSize(1);
  }

  @Test
  void tasksThatYield_takeTurnsInTheOrderOfTheirStarts() throws Exception {
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          for (String name : List.of("a", "b", "c")) {
            group.start(
                name,
                () -> {
                  for (int round = 1; round <= 20; round++) {
                    trace.add(name + round);
                    Thread.yield();
                  }
                  return null;
                });
          }
          return null;
        }));
    List<String> expected = new ArrayList<>();
    for (int round = 1; round <= 20; round++) {
      for (String name : List.of("a", "b", "c")) {
        expected.add(name + round);
      }
    }
    assertThat(trace).isEqualTo(expected);
  }

  @Test
  void task_runsUntilItBlocks() throws Exception {
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          var latch = new CountDownLatch(1);
          group.start(() -> {
            trace.add("waits");
            latch.await();
            return trace.add("goes on");
          });
          group.start(() -> {
            trace.add("wakes the other");
            latch.countDown();
            return trace.add("and is not interrupted by it");
          });
          return null;
        }));
    assertThat(trace)
        .containsExactly("waits", "wakes the other", "and is not interrupted by it", "goes on");
  }

  @Test
  void whatIsStartedInside_staysInside() throws Exception {
    EventLoop.run(() -> {
      EventLoop here = EventLoop.current().orElseThrow();
      List<EventLoop> seen = new ArrayList<>();
      Runnable look = () -> seen.add(EventLoop.current().orElse(null));
      Thread.startVirtualThread(look).join();
      Thread.ofVirtual().factory().newThread(() -> Thread.startVirtualThread(look)).start();
      Thread.sleep(1);
      try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        executor.submit(look).get();
      }
      Tasks.gather(
          List.<dev.weft.Op<Object, RuntimeException>>of(
              () -> {
                Thread.yield();
                look.run();
                return 1;
              },
              () -> {
                look.run();
                return 2;
              }));
      TaskGroup.run(group -> {
        Task<Object> outer =
            group.start(() ->
                group
                    .start(() -> {
                      look.run();
                      return null;
                    })
                    .await());
        return outer.await();
      });
      assertThat(seen).hasSize(6).containsOnly(here);
      return null;
    });
  }

  @Test
  void current_isEmptyElsewhere() throws Exception {
    assertThat(EventLoop.current()).isEmpty();
    List<Object> seen = new ArrayList<>();
    Thread.startVirtualThread(() -> seen.add(EventLoop.current())).join();
    assertThat(seen.toString()).isEqualTo("[Optional.empty]");
    EventLoop.run(() -> {
      Thread.ofPlatform().start(() -> seen.add(EventLoop.current())).join();
      return null;
    });
    assertThat(seen.toString()).isEqualTo("[Optional.empty, Optional.empty]");
  }

  @Test
  void nestedRun_isOneMoreTaskOfTheSameLoop() throws Exception {
    EventLoop.run(() -> {
      EventLoop here = EventLoop.current().orElseThrow();
      Thread.startVirtualThread(() -> trace.add("other"));
      String inner =
          EventLoop.run(() -> {
            assertThat(EventLoop.current()).contains(here);
            trace.add("inner");
            Thread.yield();
            return "done";
          });
      assertThat(inner).isEqualTo("done");
      return null;
    });
    assertThat(trace).containsExactly("other", "inner");
  }

  @Test
  void nestedRunWithOptions_isALoopOfItsOwn_andTheOuterOneGoesOn() throws Exception {
    EventLoop.run(() -> {
      var released = new CountDownLatch(1);
      Thread.startVirtualThread(released::countDown);
      EventLoop.run(
          LoopOptions.named("inner"),
          () -> {
            assertThat(EventLoop.current().orElseThrow().name()).isEqualTo("inner");
            released.await();
            return null;
          });
      return null;
    });
  }

  @Test
  void carrier_isAThreadWithTheLoopsName() throws Exception {
    EventLoop.run(
        LoopOptions.named("orders"),
        () -> {
          assertThat(carrier()).isEqualTo("orders");
          assertThat(EventLoop.current().orElseThrow()).hasToString("event loop \"orders\"");
          return null;
        });
    EventLoop.run(() -> {
      assertThat(carrier()).matches("weft-loop-\\d+");
      return null;
    });
  }

  @Test
  @Tag("slow")
  void aHundredThousandSleepers_allWake() throws Exception {
    int sleepers = 100_000;
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          for (int i = 0; i < sleepers; i++) {
            long millis = i % 50;
            group.start(() -> {
              Thread.sleep(millis);
              return count++;
            });
          }
          return null;
        }));
    assertThat(count).isEqualTo(sleepers);
  }

  static String carrier() {
    return VirtualThreads.carrier().getName();
  }
}
