package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"WaitNotInLoop", "ThreadPriorityCheck"}) // what is tested
class VirtualTimeTest {
  private final Object monitor = new Object();

  private static double seconds() {
    return Simulation.elapsed().toNanos() / 1e9;
  }

  @Test
  void waitsOfTheJdk_takeVirtualTime_exactly() throws Exception {
    long begun = System.nanoTime();
    List<Double> seen = new ArrayList<>();
    Simulation.run(
        1,
        () -> {
          Thread.sleep(Duration.ofHours(1));
          seen.add(seconds());
          new Semaphore(0).tryAcquire(600, TimeUnit.SECONDS);
          seen.add(seconds());
          new LinkedBlockingQueue<>().poll(60, TimeUnit.SECONDS);
          seen.add(seconds());
          var lock = new ReentrantLock();
          lock.lock();
          lock.newCondition().await(30, TimeUnit.SECONDS);
          seen.add(seconds());
          synchronized (monitor) {
            monitor.wait(20_000);
          }
          seen.add(seconds());
          try {
            new CompletableFuture<>().get(10, TimeUnit.SECONDS);
          } catch (TimeoutException e) {
            seen.add(seconds());
          }
          LockSupport.parkNanos(2_000_000_000L);
          seen.add(seconds());
          new CountDownLatch(1).await(1, TimeUnit.SECONDS);
          seen.add(seconds());
          return null;
        });
    assertThat(seen)
        .containsExactly(3600.0, 4200.0, 4260.0, 4290.0, 4310.0, 4320.0, 4322.0, 4323.0);
    assertThat(System.nanoTime() - begun).isLessThan(Duration.ofSeconds(60).toNanos());
  }

  @Test
  void clocks_goByTheVirtualOne() throws Exception {
    Simulation.run(
        1,
        () -> {
          long nanos = System.nanoTime();
          long millis = System.currentTimeMillis();
          Instant now = Instant.now();
          Instant utc = Clock.systemUTC().instant();
          assertThat(now).isEqualTo(Instant.parse("2026-01-01T00:00:00Z")).isEqualTo(utc);
          Thread.sleep(Duration.ofDays(40));
          assertThat(System.nanoTime() - nanos).isEqualTo(Duration.ofDays(40).toNanos());
          assertThat(System.currentTimeMillis() - millis).isEqualTo(Duration.ofDays(40).toMillis());
          assertThat(Duration.between(now, Instant.now())).isEqualTo(Duration.ofDays(40));
          assertThat(Clock.systemUTC().millis()).isEqualTo(System.currentTimeMillis());
          assertThat(LocalDate.now(java.time.ZoneOffset.UTC)).isEqualTo("2026-02-10");
          return null;
        });
    assertThat(Instant.now()).isAfter(Instant.parse("2026-03-01T00:00:00Z"));
  }

  @Test
  void deadlines_expireByTheVirtualClock() throws Exception {
    Simulation.run(
        1,
        () -> {
          try {
            return Deadline.within(
                Duration.ofSeconds(450),
                () -> {
                  Thread.sleep(Duration.ofHours(2));
                  return 1;
                });
          } catch (DeadlineExceededException e) {
            assertThat(seconds()).isEqualTo(450.0);
            return 2;
          }
        });
  }

  @Test
  void monitors_areHandedOn() throws Exception {
    Simulation.create()
        .explore(
            100,
            () -> {
              List<Thread> threads = new ArrayList<>();
              int[] count = new int[1];
              for (int i = 0; i < 5; i++) {
                threads.add(
                    Thread.startVirtualThread(() -> {
                      for (int k = 0; k < 3; k++) {
                        synchronized (monitor) {
                          int seen = count[0];
                          Thread.yield();
                          count[0] = seen + 1;
                          monitor.notifyAll();
                        }
                      }
                    }));
              }
              synchronized (monitor) {
                while (count[0] < 15) {
                  monitor.wait();
                }
              }
              for (Thread thread : threads) {
                thread.join();
              }
              return null;
            });
  }

  @Test
  void whoSpinsOnTheWallClock_isLetThrough() throws Exception {
    Simulation.run(
        1,
        () -> {
          long end = System.currentTimeMillis() + 10;
          while (System.currentTimeMillis() < end) {
            Thread.onSpinWait();
          }
          return null;
        });
    assertThat(Simulation.isRunning()).isFalse();
  }
}
