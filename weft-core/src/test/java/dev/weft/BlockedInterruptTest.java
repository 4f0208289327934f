package dev.weft;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// An interrupt closes the channel that its thread reads from, and for a file channel that blocks
/// whoever interrupts until the read has returned: here not before the test writes to the pipe.
/// Such a read keeps its carrier, so on a loop nobody could write: parallel only.
@EnabledIf(value = "hasAnotherCarrier", disabledReason = "the read keeps the only carrier")
class BlockedInterruptTest {
  @TempDir Path dir;

  private FileChannel pipe;
  private FileChannel writer;

  /// Beside the one that the read keeps, for those that are not to be held up.
  static boolean hasAnotherCarrier() {
    return Runtime.getRuntime().availableProcessors() > 1;
  }

  @BeforeEach
  void openPipe() throws IOException, InterruptedException {
    Path path = dir.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    // For reading and writing, because the opening of a pipe waits for its other side.
    pipe = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    writer = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    // Should an interrupt hold something up, the test fails instead of hanging.
    Thread.ofVirtual()
        .start(() -> {
          try {
            Thread.sleep(ofSeconds(10));
            release();
          } catch (ClosedChannelException e) {
            // The test is over.
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  @AfterEach
  void noInterruptIsLeftOver() throws IOException {
    assertThat(Thread.interrupted()).isFalse();
    assertThat(Strand.current()).isNull();
    writer.close();
    pipe.close();
  }

  private void release() throws IOException {
    writer.write(ByteBuffer.allocate(1));
  }

  private int read() throws IOException {
    return pipe.read(ByteBuffer.allocate(1));
  }

  /// Interrupted earlier, it would not read at all.
  private static void awaitRead(Task<?> reader) throws InterruptedException {
    Waits.until(
        "it reads",
        () ->
            Arrays.stream(reader.scope.strand.stack())
                .anyMatch(frame -> frame.getMethodName().equals("read0")));
  }

  /// The channel is closed at once, and then the closing waits for the read.
  private void awaitBlockedInterrupt() throws InterruptedException {
    Waits.until("an interrupt is on its way to the reader", () -> !pipe.isOpen());
  }

  @Test
  void holdsUpNoOtherDeadline() throws Exception {
    TaskGroup.supervise(group -> {
      var known = new AtomicReference<Deadline>();
      Task<Integer> reader =
          group.start(() ->
              Deadline.within(
                  Duration.ofHours(1),
                  deadline -> {
                    known.set(deadline);
                    return read();
                  }));
      awaitRead(reader);
      known.get().reschedule(ofMillis(1));
      awaitBlockedInterrupt();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> Deadline.within(ofMillis(5), Waits::forever))
            .isInstanceOf(DeadlineExceededException.class);
      }
      assertThat(reader.isDone()).isFalse();
      release();
      assertThat(reader.join())
          .isInstanceOfSatisfying(
              Outcome.Failure.class,
              failure -> assertThat(failure.cause()).isInstanceOf(DeadlineExceededException.class));
      return null;
    });
  }

  @Test
  void holdsUpNeitherTheCallerOfCancel_norTheSiblings() throws Exception {
    TaskGroup.supervise(outer -> {
      List<Task<?>> siblings = new ArrayList<>();
      Task<Object> group =
          outer.start(() ->
              TaskGroup.run(inner -> {
                for (int i = 0; i < 5; i++) {
                  siblings.add(inner.start("before", Waits::forever));
                }
                siblings.add(inner.start("reader", this::read));
                for (int i = 0; i < 5; i++) {
                  siblings.add(inner.start("after", Waits::forever));
                }
                return inner.start("last", Waits::forever).await();
              }));
      Waits.until("all wait", () -> siblings.size() == 11 && group.state() == TaskState.WAITING);
      Task<?> reader = siblings.remove(5);
      awaitRead(reader);
      group.cancel("stop");
      for (Task<?> sibling : siblings) {
        assertThat(sibling.join()).isInstanceOf(Outcome.Cancelled.class);
      }
      awaitBlockedInterrupt();
      group.cancel("again");
      reader.cancel("again");
      assertThat(reader.isDone()).isFalse();
      release();
      assertThat(group.join()).isInstanceOf(Outcome.Cancelled.class);
      assertThat(reader.isDone()).isTrue();
      return null;
    });
  }

  @Test
  void isOverBeforeTheScopeIsLeft() throws Exception {
    TaskGroup.supervise(group -> {
      Task<Boolean> reader =
          group.start(() -> {
            try {
              Deadline.within(ofMillis(20), this::read);
            } catch (DeadlineExceededException e) {
              Thread.sleep(Duration.ofNanos(1));
            }
            return Thread.currentThread().isInterrupted();
          });
      awaitBlockedInterrupt();
      release();
      assertThat(reader.await()).isFalse();
      return null;
    });
  }
}
