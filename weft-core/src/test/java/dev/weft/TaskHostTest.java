package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    // The last thing that a task does is to leave its group, and then its thread ends.
    Waits.until("all threads end", () -> made.stream().noneMatch(Thread::isAlive));
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
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void close_byWhatItWouldWaitFor_isRefused_andClosesNothing() throws Exception {
    TaskHost host = TaskHost.start("host", threads);
    TaskHost other = TaskHost.start("other", threads);
    Op<Throwable, RuntimeException> closes = () -> catchThrowable(() -> host.close("by itself"));
    List<Callable<Throwable>> ways =
        List.of(
            () -> host.call("called", closes),
            () -> host.submit("submitted", closes).await(),
            () -> host.call("called", () -> Offload.cores().call(closes)),
            () -> host.call("called", () -> other.call("there", closes)),
            () ->
                host.submit("submitted", () -> TaskGroup.run(group -> group.start(closes)).await())
                    .await());
    for (Callable<Throwable> way : ways) {
      assertThat(way.call())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "host is closed by code that runs on it and would wait for itself; close it from"
                  + " outside");
    }
    assertThat(host.isCallerInside()).isFalse();
    assertThat(host.call("still open", () -> 1)).isOne();
    other.close("over");
    host.close("over");
  }

  @Test
  @Timeout(20)
  void close_byATaskOfAnotherHost_thatItDoesNotWaitFor_isFine() throws Exception {
    TaskHost host = TaskHost.start("host", threads);
    TaskHost other = TaskHost.start("other", threads);
    // Who is still inside is cancelled by the close.
    var hasReturned = new CountDownLatch(1);
    Task<Object> closed =
        host.call(
            "starts",
            () ->
                other.submit(
                    "closes",
                    () -> {
                      hasReturned.await();
                      host.close("over");
                      return 1;
                    }));
    hasReturned.countDown();
    assertThat(closed.await()).isEqualTo(1);
    assertThat(host.isClosed()).isTrue();
    other.close("over");
  }

  @Test
  void platformThread_isRefusedWhereItIsMade() throws Exception {
    TaskThreads platform = (name, body) -> Thread.ofPlatform().name(name).unstarted(body);
    assertThatThrownBy(() -> TaskHost.start("host", platform))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "host was given a platform thread, thread \"host-host\"; let its TaskThreads make"
                + " virtual ones, for example with Thread.ofVirtual()");
    TaskThreads later =
        (name, body) -> (name.equals("late") ? platform : threads).unstarted(name, body);
    TaskHost host = TaskHost.start("host", later);
    assertThatThrownBy(() -> host.submit("late", () -> 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("thread \"late\"");
    assertThatThrownBy(() -> host.call("late", () -> 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> host.call("outer", () -> TaskGroup.run(group -> group.start("late", () -> 1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(host.size()).isZero();
    assertThat(host.call("early", () -> 1)).isOne();
    host.close("over");
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
