package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {
  private final FakeSocket socket = new FakeSocket();
  private final CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();
  private final ReadAhead input =
      new ReadAhead(socket::read, "test", failure -> ended.complete(Optional.ofNullable(failure)));

  @AfterEach
  void closeTheSocket() {
    socket.ends();
  }

  private Taking takes(boolean finishes) throws Exception {
    CompletableFuture<Optional<byte[]>> taken = new CompletableFuture<>();
    Thread consumer =
        Thread.startVirtualThread(() -> {
          try {
            taken.complete(Optional.ofNullable(input.take(finishes)));
          } catch (Exception e) {
            taken.completeExceptionally(e);
          }
        });
    return new Taking(consumer, taken);
  }

  private static void untilWaits(Thread thread) throws Exception {
    Polling.until("it waits", () -> thread.getState() == Thread.State.WAITING);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void betweenRequests_whoTakesReadsTheSocket() throws Exception {
    socket.sends(bytes(1));
    socket.sends(bytes(2, 3));
    socket.ends();

    assertThat(input.take(true)).containsExactly(1);
    assertThat(input.take(true)).containsExactly(2, 3);
    assertThat(input.take(true)).isNull();
    assertThat(input.take(true)).isNull();
    assertThat(socket.readers).containsExactly(Thread.currentThread().threadId());
    assertThat(ended).isNotDone();
  }

  @Test
  void whileAnswering_aPumpReads() throws Exception {
    input.answering(true);
    socket.sends(bytes(1));
    socket.ends();

    assertThat(input.take(false)).containsExactly(1);
    assertThat(input.take(false)).isNull();
    assertThat(socket.readers).hasSize(1).doesNotContain(Thread.currentThread().threadId());
    assertThat(ended.get()).isEmpty();
  }

  @Test
  void whatWasPeeked_comesFirst() throws Exception {
    input.peeked(bytes(1));
    socket.sends(bytes(2));

    assertThat(input.take(true)).containsExactly(1);
    assertThat(input.take(true)).containsExactly(2);
  }

  @Test
  void pump_goesOnAfterTheRequest_andStopsWithTheNextOne() throws Exception {
    input.answering(true);
    input.startPump();
    input.answering(false);
    Taking first = takes(true);
    untilWaits(first.consumer());

    socket.sends(bytes(1));
    assertThat(first.bytes().get().orElseThrow()).containsExactly(1);
    socket.sends(bytes(2));
    assertThat(input.take(true)).containsExactly(2);

    assertThat(socket.readers).hasSize(2).endsWith(Thread.currentThread().threadId());
    assertThat(ended).isNotDone();
  }

  @Test
  void pumpThatIsStartedTwice_isOne() throws Exception {
    input.answering(true);
    input.startPump();
    input.startPump();
    Polling.until("somebody reads", () -> socket.waiting.get() > 0);
    socket.sends(bytes(1));
    assertThat(input.take(false)).containsExactly(1);
    Polling.until("it reads on", () -> socket.waiting.get() == 1);

    assertThat(socket.most).hasValue(1);
  }

  @Test
  void pump_isNotStarted_whileTheConsumerReads() throws Exception {
    Taking taking = takes(true);
    Polling.until("it reads", () -> socket.waiting.get() == 1);

    input.startPump();
    socket.sends(bytes(1));

    assertThat(taking.bytes().get().orElseThrow()).containsExactly(1);
    assertThat(socket.readers).containsExactly(taking.consumer().threadId());
  }

  @Test
  void fullBuffer_makesThePumpWait() throws Exception {
    int most = ReadAhead.CAPACITY / (8 * 1024);
    input.answering(true);
    for (int i = 0; i < 100; i++) {
      socket.sends(new byte[8 * 1024]);
    }
    input.startPump();

    Polling.until("the pump waits", socket::isReaderWaiting);
    assertThat(socket.left()).isEqualTo(100 - most - 1);

    for (int i = 0; i < 100; i++) {
      assertThat(input.take(false)).hasSize(8 * 1024);
    }
  }

  @Test
  void manySmallChunks_makeThePumpWaitToo_andAbandoningEndsTheWait() throws Exception {
    input.answering(true);
    for (int i = 0; i < 1_000; i++) {
      socket.sends(new byte[1]);
    }
    input.startPump();
    Polling.until("the pump waits", socket::isReaderWaiting);
    assertThat(socket.left()).isGreaterThan(700);

    assertThat(input.abandon()).isTrue();

    Polling.until("all is thrown away", () -> socket.left() == 0);
  }

  @Test
  void failureOfAPump_comesAfterTheBytesThatWereReadBeforeIt() throws Exception {
    UncheckedIOException reset = new UncheckedIOException(new IOException("connection reset"));
    input.answering(true);
    socket.sends(bytes(1));
    socket.fails(reset);
    input.startPump();

    assertThat(ended.get()).contains(reset);
    assertThat(input.take(false)).containsExactly(1);
    assertThatThrownBy(() -> input.take(false))
        .isInstanceOf(ReadFailedException.class)
        .hasMessage("the connection to the client broke")
        .hasCause(reset);
  }

  @Test
  void failureOfTheConsumersRead_isToldEachTime() {
    UncheckedIOException reset = new UncheckedIOException(new IOException("connection reset"));
    socket.fails(reset);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> input.take(true))
          .isInstanceOf(ReadFailedException.class)
          .hasCause(reset);
    }
  }

  @Test
  void finish_endsTheInputBetweenRequests_afterWhatHasBeenRead() throws Exception {
    input.peeked(bytes(1));

    assertThat(input.finish()).isFalse();

    assertThat(input.take(true)).containsExactly(1);
    assertThat(input.take(true)).isNull();
  }

  @Test
  void finish_asksForTheSocketToBeClosed_underTheConsumerThatReadsIt() throws Exception {
    Taking taking = takes(true);
    Polling.until("it reads", () -> socket.waiting.get() == 1);

    assertThat(input.finish()).isTrue();
    socket.fails(new UncheckedIOException(new IOException("Socket closed")));

    assertThat(taking.bytes().get()).isEmpty();
  }

  @Test
  void finish_dropsWhatTheConsumerHasJustRead_sinceItsAnswerCouldNotBeSent() throws Exception {
    Taking taking = takes(true);
    Polling.until("it reads", () -> socket.waiting.get() == 1);

    assertThat(input.finish()).isTrue();
    socket.sends(bytes(1));

    assertThat(taking.bytes().get()).isEmpty();
  }

  @Test
  void finish_letsARequestReadOn() throws Exception {
    input.answering(true);
    input.finish();
    Taking taking = takes(false);
    untilWaits(taking.consumer());

    socket.sends(bytes(1));

    assertThat(taking.bytes().get().orElseThrow()).containsExactly(1);
  }

  private record Taking(Thread consumer, CompletableFuture<Optional<byte[]>> bytes) {}

  private static final class FakeSocket {
    private static final byte[] END = new byte[0];

    private final LinkedBlockingQueue<Object> input = new LinkedBlockingQueue<>();

    /// The numbers of the threads that have read, each once in a row.
    final List<Long> readers = new CopyOnWriteArrayList<>();

    private volatile @Nullable Thread lastReader;

    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();

    void sends(byte[] chunk) {
      input.add(chunk);
    }

    void ends() {
      input.add(END);
    }

    void fails(RuntimeException failure) {
      input.add(failure);
    }

    int left() {
      return input.size();
    }

    /// Whether the one who has read last waits for something else than more to read.
    boolean isReaderWaiting() {
      Thread reader = lastReader;
      return reader != null && waiting.get() == 0 && reader.getState() == Thread.State.WAITING;
    }

    byte @Nullable [] read() {
      most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
      try {
        Object next = input.take();
        note(Thread.currentThread().threadId());
        if (next == END || next instanceof RuntimeException) {
          input.add(next);
        }
        if (next instanceof RuntimeException failure) {
          throw failure;
        }
        return next == END ? null : (byte[]) Objects.requireNonNull(next);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        waiting.decrementAndGet();
      }
    }

    private void note(long reader) {
      lastReader = Thread.currentThread();
      if (readers.isEmpty() || readers.getLast() != reader) {
        readers.add(reader);
      }
    }
  }
}
