package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.OnEveryScheduler;
import dev.weft.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class SparesTest {

  @Test
  void gathersThatNeverBlock_doNotFillTheQueueOfTheScheduler() throws Exception {
    var most = new AtomicInteger();
    EventLoop.run(() -> {
      Strand strand = Strand.current();
      for (int i = 0; i < 10_000; i++) {
        Tasks.gather(() -> 1, () -> 2);
        most.accumulateAndGet(strand.spares().queued(), Math::max);
      }
      return null;
    });
    assertThat(most).hasValueBetween(2, 32);
  }

  @Test
  void interruptedThread_doesNotWaitForItsSpares() throws Exception {
    EventLoop.run(() -> {
      for (int i = 0; i < 100; i++) {
        Thread.currentThread().interrupt();
        try {
          Tasks.gather(() -> 1, () -> 2);
        } catch (InterruptedException e) {
          // As it should be: the interrupt was pending.
        }
      }
      return null;
    });
  }

  @Test
  @Tag("slow")
  void manyThreadsAtOnce_areAllWokenAgain() throws Exception {
    List<Thread> owners = new ArrayList<>();
    var done = new AtomicInteger();
    for (int n = 0; n < 64; n++) {
      owners.add(
          (n % 8 == 0 ? Thread.ofPlatform() : Thread.ofVirtual())
              .start(() -> {
                try {
                  for (int i = 0; i < 2_000; i++) {
                    Tasks.gather(IntStream.range(0, 3).boxed().toList(), k -> k);
                  }
                  done.incrementAndGet();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }));
    }
    for (Thread owner : owners) {
      owner.join();
    }
    assertThat(done).hasValue(64);
  }
}
