package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Raw virtual threads that outlive their loop go on, still one at a time, and keep no thread while
/// they wait.
@SuppressWarnings("ThreadPriorityCheck") // interleavings
class StrayThreadsTest {
  private int count;

  private static boolean hasCarrier(String name) {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(name));
  }

  @Test
  void strayThread_isNotWaitedFor_andGoesOnWhenItIsWoken() throws Exception {
    var go = new CountDownLatch(1);
    var seen = new ArrayList<String>();
    Thread[] stray = new Thread[1];
    EventLoop.run(
        LoopOptions.named("left-behind"),
        () -> {
          stray[0] =
              Thread.startVirtualThread(() -> {
                Waits.until(go);
                seen.add(EventLoopTest.carrier());
                seen.add(EventLoop.current().orElseThrow().name());
              });
          Thread.sleep(1);
          return null;
        });
    Waits.until("the carrier has ended", () -> !hasCarrier("left-behind"));
    assertThat(stray[0].isAlive()).isTrue();
    go.countDown();
    stray[0].join();
    assertThat(seen).containsExactly("left-behind", "left-behind");
    Waits.until("the new carrier has ended too", () -> !hasCarrier("left-behind"));
  }

  @Test
  void strayThatSleeps_keepsItsCarrierUntilItHasWoken() throws Exception {
    var woken = new CountDownLatch(1);
    EventLoop.run(
        LoopOptions.named("sleeping"),
        () ->
            Thread.startVirtualThread(() -> {
              LockSupport.parkNanos(100_000_000);
              woken.countDown();
            }));
    Waits.until(woken);
    Waits.until("the carrier has ended", () -> !hasCarrier("sleeping"));
  }

  @Test
  void strayThatRunsALoop_hasANewOne() throws Exception {
    var go = new CountDownLatch(1);
    var seen = new ArrayList<String>();
    Thread[] stray = new Thread[1];
    EventLoop.run(
        LoopOptions.named("closed"),
        () ->
            stray[0] =
                Thread.startVirtualThread(() -> {
                  Waits.until(go);
                  try {
                    EventLoop.run(() -> seen.add(EventLoopTest.carrier()));
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                }));
    go.countDown();
    stray[0].join();
    assertThat(seen).singleElement().asString().startsWith("weft-loop-");
  }

  /// Carriers end and start again all the time, while several threads wake strays.
  @Test
  @Tag("slow")
  void manyStrays_wokenByManyThreads_runOneAtATime_andMissNoWakeUp() throws Exception {
    int strays = 8;
    int wakeUps = 5_000;
    List<Thread> threads = new ArrayList<>();
    var asked = new AtomicInteger[strays];
    EventLoop.run(() -> {
      for (int i = 0; i < strays; i++) {
        var mine = new AtomicInteger();
        asked[i] = mine;
        threads.add(Thread.startVirtualThread(() -> countUpTo(wakeUps, mine)));
      }
      return null;
    });
    List<Thread> wakers = new ArrayList<>();
    for (int w = 0; w < 2; w++) {
      int first = w * strays / 2;
      wakers.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < wakeUps; n++) {
                  for (int i = first; i < first + strays / 2; i++) {
                    asked[i].incrementAndGet();
                    LockSupport.unpark(threads.get(i));
                  }
                  if (n % 16 == 0) {
                    LockSupport.parkNanos(20_000);
                  }
                }
              }));
    }
    for (Thread thread : wakers) {
      thread.join();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(count).isEqualTo(strays * wakeUps);
  }

  private void countUpTo(int end, AtomicInteger asked) {
    int done = 0;
    while (true) {
      while (done < asked.get()) {
        done++;
        count++;
      }
      if (done == end) {
        return;
      }
      LockSupport.park();
    }
  }
}
