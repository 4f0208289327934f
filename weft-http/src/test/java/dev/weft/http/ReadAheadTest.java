package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private final ReadAhead input = new ReadAhead();

  @Test
  void chunks_leaveInTheOrderInWhichTheyCame() throws Exception {
    input.offer(new byte[] {1});
    input.offer(new byte[] {2, 3});
    input.end(null);

    assertThat(input.take(true)).containsExactly(1);
    assertThat(input.take(true)).containsExactly(2, 3);
    assertThat(input.take(true)).isNull();
  }

  @Test
  void fullBuffer_makesTheProducerWait() throws Exception {
    AtomicInteger offered = new AtomicInteger();
    Thread producer =
        Thread.startVirtualThread(() -> {
          for (int i = 0; i < 100; i++) {
            input.offer(new byte[8 * 1024]);
            offered.incrementAndGet();
          }
        });

    Polling.until("the producer waits", () -> producer.getState() == Thread.State.WAITING);
    assertThat(offered).hasValue(ReadAhead.CAPACITY / (8 * 1024));

    for (int i = 0; i < 100; i++) {
      assertThat(input.take(true)).hasSize(8 * 1024);
    }
    producer.join();
  }

  @Test
  void manySmallChunks_makeTheProducerWaitToo() throws Exception {
    AtomicInteger offered = new AtomicInteger();
    Thread producer =
        Thread.startVirtualThread(() -> {
          while (input.offer(new byte[1])) {
            offered.incrementAndGet();
          }
        });

    Polling.until("the producer waits", () -> producer.getState() == Thread.State.WAITING);
    assertThat(offered.get()).isLessThan(1_000);

    input.abandon();
    producer.join();
  }

  @Test
  void abandonedBuffer_refusesMore() {
    input.abandon();

    assertThat(input.offer(new byte[] {1})).isFalse();
  }

  @Test
  void failure_comesAfterTheBytesThatWereReadBeforeIt() throws Exception {
    IOException reset = new IOException("connection reset");
    input.offer(new byte[] {1});
    input.end(reset);

    assertThat(input.take(false)).containsExactly(1);
    assertThatThrownBy(() -> input.take(false))
        .isInstanceOf(ReadFailedException.class)
        .hasMessage("the connection to the client broke")
        .hasCause(reset);
  }

  @Test
  void finish_endsTheInputBetweenRequests_afterWhatHasArrived() throws Exception {
    input.offer(new byte[] {1});
    input.finish();

    assertThat(input.take(true)).containsExactly(1);
    assertThat(input.take(true)).isNull();
  }

  @Test
  void finish_letsARequestReadOn() throws Exception {
    input.finish();
    AtomicReference<byte[]> taken = new AtomicReference<>();
    Thread consumer =
        Thread.startVirtualThread(() -> {
          try {
            taken.set(input.take(false));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    Polling.until("the consumer waits", () -> consumer.getState() == Thread.State.WAITING);

    input.offer(new byte[] {1});

    consumer.join();
    assertThat(taken.get()).containsExactly(1);
  }
}
