package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TaskHostTest {
  private final Set<Thread> made = ConcurrentHashMap.newKeySet();
  private final TaskThreads threads =
      (name, body) -> {
        Thread thread = Thread.ofVirtual().name(name).unstarted(body);
        made.add(thread);
        return thread;
      };

  @Test
  void allTasksBelow_haveThreadsOfTheHost() throws Exception {
    TaskHost host = TaskHost.start("host", threads);
    List<Thread> seen =
        host.call(
            "call",
            () ->
                TaskGroup.run(group -> {
                  Task<Thread> child =
                      group.start(
                          () -> TaskGroup.run(inner -> inner.start(Thread::currentThread).await()));
                  return List.of(Thread.currentThread(), child.await());
                }));
    assertThat(made).containsAll(seen);
    assertThat(made).contains(host.submit("submit", Thread::currentThread).await());
    host.close("over");
  }

  @Test
  void threadOutsideOfTheHost_thatStartsATaskInOneOfItsGroups_getsOneOfItsThreads()
      throws Exception {
    TaskHost host = TaskHost.start("host", threads);
    Thread seen =
        host.call(
            "call",
            () ->
                TaskGroup.run(group ->
                    Offload.cores().call(() -> group.start(Thread::currentThread)).await()));
    assertThat(made).contains(seen);
    host.close("over");
  }

  @Test
  void hostThatIsInterruptedBySomebodyElse_goesOn() throws Exception {
    TaskHost host = TaskHost.start("host", threads);
    assertThat(host.submit("first", () -> 1).await()).isEqualTo(1);
    made.stream().filter(t -> t.getName().equals("host-host")).forEach(Thread::interrupt);
    assertThat(host.submit("second", () -> 2).await()).isEqualTo(2);
    host.close("over");
    assertThat(made).noneMatch(Thread::isAlive);
  }

  @Test
  void close_givesItsReason_andWaitsForBothKindsOfTasks() throws Exception {
    TaskHost host = TaskHost.start("host", threads);
    var running = new CountDownLatch(2);
    Op<Object, RuntimeException> blocks =
        () -> {
          running.countDown();
          return Waits.forever();
        };
    Task<Object> submitted = host.submit("submitted", blocks);
    var called = new AtomicReference<@Nullable Throwable>();
    Thread caller =
        Thread.startVirtualThread(
            () -> called.set(catchThrowable(() -> host.call("called", blocks))));
    running.await();
    assertThat(host.size()).isEqualTo(2);
    host.close("moving house");
    assertThat(host.size()).isZero();
    assertThat(host.isClosed()).isTrue();
    caller.join();
    assertThat(called.get())
        .isInstanceOf(TaskCancelledException.class)
        .hasMessageContaining("moving house");
    assertThatThrownBy(submitted::await)
        .isInstanceOf(TaskCancelledException.class)
        .hasMessageContaining("moving house");
  }

  @Test
  void interruptionOfTheOperationByItself_isNotThatOfTheCaller() throws Exception {
    TaskHost host = TaskHost.start("host", threads);
    assertThatThrownBy(() ->
            host.call(
                "call",
                () -> {
                  throw new InterruptedException("of the operation");
                }))
        .isInstanceOf(TaskFailedException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    host.close("over");
  }

  @Test
  void callByACancelledTask_doesNotRun() throws Exception {
    TaskHost host = TaskHost.start("host", threads);
    var ran = new AtomicReference<@Nullable Thread>();
    var thrown = new AtomicReference<@Nullable Throwable>();
    TaskGroup.run(group -> {
      group.cancel("before");
      thrown.set(
          catchThrowable(() ->
              host.call(
                  "call",
                  () -> {
                    ran.set(Thread.currentThread());
                    return 1;
                  })));
      return null;
    });
    assertThat(thrown.get()).isInstanceOf(CancelledException.class);
    assertThat(ran.get()).isNull();
    host.close("over");
  }

  @Test
  @Tag("slow")
  void failureThatNobodyLooksAt_isLoggedAfterAWhile_andOneThatIsLookedAtIsNot() throws Exception {
    try (var log = new CapturedLog()) {
      TaskHost host = TaskHost.start("host", threads);
      Task<Object> seen = host.submit("seen", TaskHostTest::fail);
      assertThat(seen.join()).isInstanceOf(Outcome.Failure.class);
      Task<Object> unseen = host.submit("unseen", TaskHostTest::fail);
      Waits.until(
          "it is logged",
          () -> log.messages().stream().anyMatch(line -> line.contains("\"unseen\"")));
      assertThat(unseen.isDone()).isTrue();
      host.close("over");
      assertThat(log.messages())
          .noneMatch(line -> line.contains("\"seen\""))
          .filteredOn(line -> line.contains("\"unseen\""))
          .hasSize(1);
    }
  }

  private static Object fail() throws IOException {
    throw new IOException("no luck");
  }
}
