package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("ThreadPriorityCheck") // interleavings
class InboxTest {
  private final Inbox inbox = new Inbox();
  private final ReadyQueue queue = new ReadyQueue();
  private final List<Integer> ran = new ArrayList<>();

  private Inbox.Need push(int n) {
    return inbox.push(() -> ran.add(n));
  }

  private void drain() {
    inbox.drainTo(queue);
    while (!queue.isEmpty()) {
      queue.runFirst();
    }
  }

  @Test
  void firstPush_startsTheCarrier_theNextDoNothing() {
    assertThat(push(1)).isEqualTo(Inbox.Need.START);
    assertThat(push(2)).isEqualTo(Inbox.Need.NOTHING);
    drain();
    assertThat(ran).containsExactly(1, 2);
    assertThat(push(3)).isEqualTo(Inbox.Need.NOTHING);
  }

  @Test
  void sleeper_isWokenByTheFirstPushAlone() {
    push(1);
    drain();
    assertThat(inbox.fallAsleep()).isTrue();
    assertThat(push(2)).isEqualTo(Inbox.Need.WAKE);
    assertThat(push(3)).isEqualTo(Inbox.Need.NOTHING);
    assertThat(inbox.wake()).isFalse();
    drain();
    assertThat(ran).containsExactly(1, 2, 3);
  }

  @Test
  void carrierWithSomethingInItsInbox_neitherSleepsNorEnds() {
    push(1);
    assertThat(inbox.fallAsleep()).isFalse();
    assertThat(inbox.retire()).isFalse();
    drain();
    assertThat(inbox.retire()).isTrue();
    assertThat(push(2)).isEqualTo(Inbox.Need.START);
  }

  @Test
  @Tag("slow")
  void pushesOfManyThreads_areAllTakenInTheOrderOfEach_andNoWakeUpIsLost() throws Exception {
    int producers = 4;
    int each = 200_000;
    push(-1);
    Thread consumer = Thread.currentThread();
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int first = p * each;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < each; i++) {
                  if (push(first + i) == Inbox.Need.WAKE) {
                    LockSupport.unpark(consumer);
                  }
                  if (i % 1_000 == 0) {
                    Thread.yield();
                  }
                }
              }));
    }
    while (ran.size() < producers * each + 1) {
      if (inbox.isEmpty() && inbox.fallAsleep()) {
        // Not timed: a lost wake-up hangs here.
        LockSupport.park(this);
        inbox.wake();
      }
      drain();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int p = 0; p < producers; p++) {
      int first = p * each;
      assertThat(ran.stream().filter(n -> n >= first && n < first + each)).isSorted();
    }
  }
}
