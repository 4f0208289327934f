package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.weft.CancelledException;
import dev.weft.CapturedLog;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Offload;
import dev.weft.Op;
import dev.weft.Outcome;
import dev.weft.StartRefusedException;
import dev.weft.Task;
import dev.weft.TaskCancelledException;
import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.TaskState;
import dev.weft.Waits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@SuppressWarnings("try") // close() is the subject
class EventLoopCallTest {
  private final CountDownLatch running = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> inside = new AtomicReference<>();
  private volatile boolean ended;

  private Object blocks() throws InterruptedException {
    running.countDown();
    try {
      return Waits.forever();
    } catch (InterruptedException e) {
      inside.set(dev.weft.Tasks.explain(e));
      throw e;
    } finally {
      Thread.sleep(1);
      ended = true;
    }
  }

  @Test
  void failure_keepsItsType() throws Exception {
    var failure = new FileNotFoundException("gone");
    try {
      EventLoop.run(() -> fail(failure));
    } catch (IOException e) {
      assertThat(e).isSameAs(failure);
    }
    assertThatThrownBy(() ->
            EventLoop.run(() ->
                TaskGroup.run(group -> {
                  group.start("child", () -> fail(failure));
                  return null;
                })))
        .isInstanceOf(TaskFailedException.class)
        .hasCause(failure);
  }

  private static Object fail(IOException failure) throws IOException {
    throw failure;
  }

  @Test
  void null_isAResultToo() throws Exception {
    assertThat(EventLoop.<@Nullable Object, RuntimeException>run(() -> null)).isNull();
  }

  @Test
  void cancelledCaller_cancelsTheOperationWithItsReason_andWaitsForIt() throws Exception {
    Task<?> caller =
        TaskGroup.run(group -> {
          Task<?> task = group.start("caller", () -> EventLoop.run(this::blocks));
          running.await();
          task.cancel("the client has left");
          task.join();
          assertThat(ended).isTrue();
          return task;
        });
    assertThat(caller.state()).isEqualTo(TaskState.CANCELLED);
    assertThat(inside.get())
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("the client has left");
  }

  @Test
  void deadlineOfTheCaller_holdsOnTheLoop() {
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofMillis(50),
                () ->
                    EventLoop.run(() -> {
                      assertThat(Deadline.remaining()).isPresent();
                      return blocks();
                    })))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("50 ms");
    // On a slow machine it may not have begun; but it does not go on.
    assertThat(ended || running.getCount() == 1).isTrue();
  }

  @Test
  void interruptOfAPlainCaller_cancelsTheOperation_andComesOutAsOne() throws Exception {
    var thrown = new AtomicReference<@Nullable Throwable>();
    Thread caller =
        Thread.ofPlatform()
            .name("plain")
            .start(() -> thrown.set(catchThrowable(() -> EventLoop.run(this::blocks))));
    running.await();
    caller.interrupt();
    caller.join();
    assertThat(thrown.get()).isExactlyInstanceOf(InterruptedException.class);
    assertThat(ended).isTrue();
    assertThat(inside.get()).hasMessageContaining("its thread was interrupted");
  }

  @Test
  void operationThatReturnsNevertheless_isReturned() throws Exception {
    Task<String> task =
        TaskGroup.run(group -> {
          Task<String> keeps = group.start(() -> EventLoop.run(this::keepsWhatItHas));
          running.await();
          group.cancel("enough");
          return keeps;
        });
    assertThat(task.outcome()).isEqualTo(new Outcome.Success<>("kept"));
  }

  private String keepsWhatItHas() {
    try {
      blocks();
    } catch (InterruptedException e) {
      // Makes do with what it has.
    }
    return "kept";
  }

  @Test
  void submittedTask_isAwaitedFromAnyThread() throws Exception {
    try (EventLoop loop = EventLoop.start();
        EventLoop other = EventLoop.start()) {
      Task<String> task =
          loop.submit(
              "named",
              () -> {
                Thread.sleep(5);
                return Thread.currentThread().getName() + " on " + EventLoopTest.carrier();
              });
      String expected = "named on " + loop.name();
      assertThat(task.await()).isEqualTo(expected);
      assertThat(other.<String, RuntimeException>call("waits", task::await)).isEqualTo(expected);
      var seen = new AtomicReference<String>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              seen.set(task.await());
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          })
          .join();
      assertThat(seen.get()).isEqualTo(expected);
    }
  }

  @Test
  void submittedTask_isCancelledFromOutside_butNotByItsWaiter() throws Exception {
    try (EventLoop loop = EventLoop.start()) {
      Task<Object> task = loop.submit("blocks", this::blocks);
      running.await();
      TaskGroup.run(group -> {
        Task<?> waiter = group.start("waiter", task::await);
        Waits.until("it waits", () -> waiter.state() == TaskState.WAITING);
        waiter.cancel("bored");
        waiter.join();
        return null;
      });
      assertThat(task.isDone()).isFalse();
      task.cancel("not needed");
      assertThatThrownBy(task::await)
          .isInstanceOf(TaskCancelledException.class)
          .hasMessageContaining("not needed");
      assertThat(ended).isTrue();
    }
  }

  @Test
  void failureOfASubmittedTask_touchesNobodyElse() throws Exception {
    try (EventLoop loop = EventLoop.start()) {
      Task<?> bad = loop.submit("bad", () -> fail(new IOException("no luck")));
      assertThatThrownBy(bad::await).isInstanceOf(TaskFailedException.class);
      assertThat(loop.submit("good", () -> 1).await()).isEqualTo(1);
    }
  }

  @Test
  void failureThatNobodyLookedAt_isLoggedAtTheClose() throws Exception {
    try (var log = new CapturedLog()) {
      try (EventLoop loop = EventLoop.start(LoopOptions.named("careless"))) {
        Task<?> bad = loop.submit("bad", () -> fail(new IOException("no luck")));
        Waits.until("it has ended", bad::isDone);
      }
      assertThat(log.messages())
          .anyMatch(line -> line.contains("\"bad\"") && line.contains("\"careless\""));
    }
  }

  @Test
  void close_cancelsWhatIsLeft_andWaitsForIt() throws Exception {
    EventLoop loop = EventLoop.start(LoopOptions.named("closing"));
    Task<Object> submitted = loop.submit("submitted", this::blocks);
    running.await();
    var called = new AtomicReference<@Nullable Throwable>();
    var begun = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(() ->
                called.set(
                    catchThrowable(() ->
                        loop.call(
                            "called",
                            () -> {
                              begun.countDown();
                              return Waits.forever();
                            }))));
    begun.await();
    assertThat(loop.stats().tasks()).isEqualTo(2);
    loop.close();
    assertThat(submitted.state()).isEqualTo(TaskState.CANCELLED);
    assertThat(inside.get()).hasMessageContaining("event loop \"closing\" is closed");
    caller.join();
    assertThat(called.get())
        .isInstanceOf(TaskCancelledException.class)
        .hasMessageContaining("event loop \"closing\" is closed");
    assertThat(loop.stats().tasks()).isZero();
  }

  @Test
  void closedLoop_refuses_withAMessageThatSaysWhatToDo() {
    EventLoop loop = EventLoop.start(LoopOptions.named("over"));
    loop.close();
    loop.close();
    assertThatThrownBy(() -> loop.submit("late", () -> 1))
        .isInstanceOf(StartRefusedException.class)
        .hasMessage("over is closed; start task \"late\" before close()");
    assertThatThrownBy(() -> loop.call("late", () -> 1))
        .isInstanceOf(StartRefusedException.class)
        .hasMessage("over is closed; start task \"late\" before close()");
  }

  @Test
  void close_isNotBrokenOffByAnInterrupt() throws Exception {
    EventLoop loop = EventLoop.start();
    loop.submit("blocks", this::blocks);
    running.await();
    Thread.currentThread().interrupt();
    loop.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).isTrue();
  }

  @Test
  void closeFromInside_isRefused() throws Exception {
    try (EventLoop loop = EventLoop.start(LoopOptions.named("self"))) {
      Task<?> closes =
          loop.submit(
              "closes",
              () -> {
                loop.close();
                return null;
              });
      assertThatThrownBy(closes::await)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("event loop \"self\" is closed by code that runs on it");
      assertThat(loop.submit("still open", () -> 1).await()).isEqualTo(1);
    }
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void closeFromBelow_onAnotherThread_isRefused() throws Exception {
    try (EventLoop loop = EventLoop.start(LoopOptions.named("self"));
        EventLoop other = EventLoop.start(LoopOptions.named("other"))) {
      Op<Object, RuntimeException> closes =
          () -> {
            loop.close();
            return 1;
          };
      assertThatThrownBy(() -> loop.call("called", () -> Offload.cores().call(closes)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("event loop \"self\" is closed by code that runs on it");
      assertThatThrownBy(() -> loop.call("called", () -> other.call("there", closes)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("event loop \"self\" is closed by code that runs on it");
      assertThat(loop.submit("still open", () -> 1).await()).isEqualTo(1);
    }
  }

  @Test
  void taskSubmittedFromInsideARun_isCancelledWhenTheMainOperationHasEnded() throws Exception {
    Task<Object> left =
        EventLoop.run(() -> {
          Task<Object> task = EventLoop.current().orElseThrow().submit("left", this::blocks);
          running.await();
          return task;
        });
    assertThat(left.state()).isEqualTo(TaskState.CANCELLED);
    assertThat(ended).isTrue();
  }

  @Test
  void callsBetweenTwoLoops_backAndForth_doNotBlockEitherOne() throws Exception {
    try (EventLoop a = EventLoop.start(LoopOptions.named("a"));
        EventLoop b = EventLoop.start(LoopOptions.named("b"))) {
      String path =
          a.call(
              "1",
              () ->
                  EventLoopTest.carrier()
                      + b.<String, RuntimeException>call(
                          "2",
                          () ->
                              EventLoopTest.carrier()
                                  + a.<String, RuntimeException>call("3", EventLoopTest::carrier)));
      assertThat(path).isEqualTo("aba");
    }
  }

  @Test
  void options_areChecked() {
    assertThatThrownBy(() -> LoopOptions.named(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the name of an event loop is blank; give it a name");
    assertThatThrownBy(() -> LoopOptions.named("x").longRun(Duration.ofNanos(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("long runs of x are to be reported from PT0.000000005S on; give 1 ms or more");
  }
}
