package dev.weft.loop;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Futures;
import dev.weft.Op;
import dev.weft.Resources;
import dev.weft.ReturnWhen;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// With one carrier for all, where whoever waits must let the others run.
class CombinatorsOnALoopTest {

  // Plain, as everything is on one carrier.
  private final List<String> trace = new ArrayList<>();

  private Op<String, IOException> slow(String name) {
    return () -> {
      try {
        TimeUnit.HOURS.sleep(1);
        return name;
      } finally {
        trace.add(name + " has ended");
      }
    };
  }

  private static Op<String, IOException> failing(String name) {
    return () -> {
      TimeUnit.MILLISECONDS.sleep(1);
      throw new IOException(name);
    };
  }

  private static Op<String, IOException> quick(String name) {
    return () -> {
      TimeUnit.MILLISECONDS.sleep(5);
      return name;
    };
  }

  @Test
  void race_quorum_andHedge() throws Exception {
    EventLoop.run(() -> {
      assertThat(Tasks.race(slow("a"), failing("b"), quick("c"))).isEqualTo("c");
      assertThat(trace).containsExactly("a has ended");
      var success = Tasks.firstSuccess(slow("a"), failing("b"), quick("c"));
      assertThat(success.index()).isEqualTo(2);
      assertThat(success.failures()).containsOnlyKeys(1);
      assertThat(Tasks.quorum(2, quick("a"), slow("b"), quick("c"))).containsExactly("a", "c");
      assertThatThrownBy(() -> Tasks.quorum(2, failing("a"), slow("b"), failing("c")))
          .isInstanceOf(IOException.class);
      assertThat(Tasks.hedge(ofMillis(1), List.of(slow("a"), quick("b")))).isEqualTo("b");
      assertThat(Tasks.hedge(ofHours(1), List.of(failing("a"), quick("b")))).isEqualTo("b");
      return null;
    });
  }

  @Test
  void await_andAsCompleted() throws Exception {
    EventLoop.run(() ->
        TaskGroup.supervise(group -> {
          Task<String> a = group.start("a", slow("a"));
          var go = new CountDownLatch(1);
          Task<String> b =
              group.start(
                  "b",
                  () -> {
                    go.await();
                    return "b";
                  });
          Task<String> c = group.start("c", failing("c"));
          var tasks = List.of(a, b, c);
          assertThat(Tasks.await(tasks, ReturnWhen.FIRST_COMPLETED).done()).containsExactly(c);
          go.countDown();
          assertThat(Tasks.await(tasks, ReturnWhen.ALL_COMPLETED, ofMillis(20)).pending())
              .containsExactly(a);
          a.cancel("enough");
          List<Task<String>> order = new ArrayList<>();
          Tasks.asCompleted(tasks).forEach(order::add);
          assertThat(order).containsExactly(b, c, a);
          assertThat(c.outcome()).isNotNull();
          return null;
        }));
  }

  @Test
  void resources_andMovedDeadlines() throws Exception {
    EventLoop.run(() -> {
      assertThatThrownBy(() ->
              Deadline.within(
                  ofHours(1),
                  deadline -> {
                    try (var resources = new Resources()) {
                      resources.onClose(
                          "slow",
                          () -> {
                            TimeUnit.MILLISECONDS.sleep(1);
                            trace.add("slow");
                          });
                      resources.open("quick", () -> (Closeable) () -> trace.add("quick"));
                      deadline.reschedule(ofMillis(2));
                      TimeUnit.HOURS.sleep(1);
                      return null;
                    }
                  }))
          .isInstanceOf(DeadlineExceededException.class);
      assertThat(trace).containsExactly("quick", "slow");
      return null;
    });
  }

  @Test
  void futures_andExecutors() throws Exception {
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          var executor = Futures.executor(group);
          var value =
              CompletableFuture.supplyAsync(() -> Thread.currentThread().isVirtual(), executor);
          try {
            assertThat(Futures.await(value)).isTrue();
            assertThat(Futures.of(group.start(quick("a"))).get()).isEqualTo("a");
          } catch (ExecutionException e) {
            throw new AssertionError(e);
          }
          return null;
        }));
  }
}
