package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Offload;
import dev.weft.Op;
import dev.weft.StartRefusedException;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.TaskState;
import dev.weft.Waits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@SuppressWarnings("try") // close() is the subject
class EventLoopGroupTest {

  @Test
  void work_goesToTheLoopsInTurn_asLongAsTheyAreEquallyLoaded() throws Exception {
    try (var loops = EventLoopGroup.start(3, LoopOptions.named("turn"))) {
      List<Task<String>> tasks = new ArrayList<>();
      var go = new CountDownLatch(1);
      for (int i = 0; i < 6; i++) {
        tasks.add(
            loops.submit(
                "work",
                () -> {
                  go.await();
                  return EventLoopTest.carrier();
                }));
      }
      go.countDown();
      List<String> carriers = new ArrayList<>();
      for (Task<String> task : tasks) {
        carriers.add(task.await());
      }
      assertThat(carriers)
          .containsExactly("turn-1", "turn-2", "turn-3", "turn-1", "turn-2", "turn-3");
    }
  }

  @Test
  void loadedLoop_isLeftOut() throws Exception {
    try (var loops = EventLoopGroup.start(2, LoopOptions.named("loaded"))) {
      EventLoop first = loops.loops().getFirst();
      first.submit("a", Waits::forever);
      first.submit("b", Waits::forever);
      List<EventLoop> chosen = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        chosen.add(loops.next());
      }
      assertThat(chosen).containsOnly(loops.loops().getLast());
    }
  }

  @Test
  void requestAndItsChildren_stayOnOneLoop() throws Exception {
    try (var loops = EventLoopGroup.start(2, LoopOptions.named("request"))) {
      for (int i = 0; i < 50; i++) {
        Set<String> carriers = new HashSet<>();
        loops.call(
            "request",
            () ->
                TaskGroup.run(group -> {
                  for (int c = 0; c < 5; c++) {
                    group.start(() -> {
                      carriers.add(EventLoopTest.carrier());
                      Thread.sleep(0, 1_000);
                      return carriers.add(EventLoopTest.carrier());
                    });
                  }
                  return loops.call("inner", () -> carriers.add(EventLoopTest.carrier()));
                }));
        assertThat(carriers).hasSize(1);
      }
    }
  }

  @Test
  void startWithoutASize_hasALoopForEachCore() {
    try (var loops = EventLoopGroup.start("cores")) {
      assertThat(loops.loops()).hasSize(Runtime.getRuntime().availableProcessors());
      assertThat(loops.loops().getFirst().name()).isEqualTo("cores-1");
    }
  }

  @Test
  void close_cancelsAndJoinsAll_andRefusesAfterwards() throws Exception {
    var loops = EventLoopGroup.start(2, LoopOptions.named("over"));
    List<Task<Object>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tasks.add(loops.submit("forever", Waits::forever));
    }
    loops.close();
    assertThat(tasks).allMatch(task -> task.state() == TaskState.CANCELLED);
    assertThatThrownBy(() -> loops.submit("late", () -> 1))
        .isInstanceOf(StartRefusedException.class)
        .hasMessageMatching("over-[12] is closed; start task \"late\" before close\\(\\)");
  }

  @Test
  void closeFromInside_isRefused_andClosesNothing() throws Exception {
    try (var loops = EventLoopGroup.start(2, LoopOptions.named("self"))) {
      Task<?> closes =
          loops.submit(
              "closes",
              () -> {
                loops.close();
                return null;
              });
      assertThatThrownBy(closes::await).hasMessageContaining("is closed by code that runs on it");
      for (int i = 0; i < 2; i++) {
        assertThat(loops.submit("still open", () -> 1).await()).isEqualTo(1);
      }
    }
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closeFromBelow_onAnotherThread_isRefused_andClosesNothing() throws Exception {
    try (var loops = EventLoopGroup.start(2, LoopOptions.named("below"))) {
      Op<Object, RuntimeException> closes =
          () -> {
            loops.close();
            return 1;
          };
      for (EventLoop loop : loops.loops()) {
        assertThatThrownBy(() -> loop.call("called", () -> Offload.cores().call(closes)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is closed by code that runs on it");
      }
      for (EventLoop loop : loops.loops()) {
        assertThat(loop.call("still open", () -> 1)).isEqualTo(1);
      }
    }
  }

  @Test
  void noLoops_areRefused() {
    assertThatThrownBy(() -> EventLoopGroup.start(0, LoopOptions.named("none")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a group of 0 event loops runs nothing; start 1 or more");
  }
}
