package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Task;
import dev.weft.TaskGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Everything that can wake a loop, at the same time. Nothing here has a time limit: a wake-up that
/// is lost hangs.
@Tag("slow")
class LoopStressTest {
  private int running;
  private int steps;

  /// Part of a task that must not be interleaved with another of the same loop.
  private void step() {
    assertThat(running++).isZero();
    steps++;
    running--;
  }

  @Test
  void tasksHandedInByOtherThreads_allRunOnce() throws Exception {
    int producers = 4;
    int each = 5_000;
    try (EventLoop loop = EventLoop.start()) {
      List<Thread> threads = new ArrayList<>();
      var failures = new AtomicInteger();
      for (int p = 0; p < producers; p++) {
        boolean virtual = p % 2 == 0;
        Runnable produce =
            () -> {
              try {
                for (int i = 0; i < each; i++) {
                  Task<Integer> task =
                      loop.submit(
                          "step",
                          () -> {
                            step();
                            return 1;
                          });
                  // The last one has all before it behind it.
                  if (i % 3 == 0 || i == each - 1) {
                    task.await();
                  }
                  if (i % 64 == 0) {
                    LockSupport.parkNanos(10_000);
                  }
                }
              } catch (Throwable t) {
                failures.incrementAndGet();
              }
            };
        threads.add(
            virtual ? Thread.startVirtualThread(produce) : Thread.ofPlatform().start(produce));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures.get()).isZero();
    }
    assertThat(steps).isEqualTo(producers * each);
  }

  @Test
  void unparks_queues_sockets_timers_andYields_atOnce() throws Exception {
    int rounds = 2_000;
    BlockingQueue<Integer> toLoop = new ArrayBlockingQueue<>(4);
    BlockingQueue<Integer> fromLoop = new ArrayBlockingQueue<>(4);
    try (var server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      List<Thread> outside =
          List.of(
              Thread.ofPlatform().start(() -> pump(rounds, toLoop)),
              Thread.startVirtualThread(() -> drain(rounds, fromLoop)),
              Thread.startVirtualThread(() -> echo(server)));
      EventLoop.run(() ->
          TaskGroup.run(group -> {
            group.start(
                "relay",
                () -> {
                  for (int i = 0; i < rounds; i++) {
                    int n = toLoop.take();
                    step();
                    fromLoop.put(n);
                  }
                  return null;
                });
            group.start("socket", () -> pingPong(server, rounds));
            for (int s = 0; s < 4; s++) {
              group.start(
                  "sleeper",
                  () -> {
                    for (int i = 0; i < rounds / 4; i++) {
                      Thread.sleep(0, ThreadLocalRandom.current().nextInt(200_000));
                      step();
                    }
                    return null;
                  });
            }
            group.start(
                "timed",
                () -> {
                  var never = new ArrayBlockingQueue<Integer>(1);
                  for (int i = 0; i < rounds / 4; i++) {
                    never.poll(50, TimeUnit.MICROSECONDS);
                    step();
                  }
                  return null;
                });
            group.start(
                "yields",
                () -> {
                  for (int i = 0; i < rounds * 10; i++) {
                    Thread.sleep(0);
                    step();
                  }
                  return null;
                });
            return null;
          }));
      for (Thread thread : outside) {
        thread.join();
      }
    }
    assertThat(steps).isEqualTo(rounds + rounds + rounds + rounds / 4 + rounds * 10);
  }

  private static void pump(int rounds, BlockingQueue<Integer> queue) {
    try {
      for (int i = 0; i < rounds; i++) {
        queue.put(i);
        if (i % 50 == 0) {
          LockSupport.parkNanos(200_000);
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void drain(int rounds, BlockingQueue<Integer> queue) {
    try {
      for (int i = 0; i < rounds; i++) {
        assertThat(queue.take()).isEqualTo(i);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void echo(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Object pingPong(ServerSocket server, int rounds) throws IOException {
    try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      socket.setTcpNoDelay(true);
      for (int i = 0; i < rounds; i++) {
        socket.getOutputStream().write(i);
        assertThat(socket.getInputStream().read()).isEqualTo(i & 0xff);
        step();
      }
    }
    return true;
  }

  @Test
  void manyShortLoops_startAndEnd() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      int n = i;
      int result =
          EventLoop.run(() -> {
            if (n % 3 == 0) {
              Thread.sleep(0, 1_000);
            }
            return n;
          });
      assertThat(result).isEqualTo(n);
    }
  }

  @Test
  void callsThatAreCancelledAtAnyMoment_neitherHangNorOutliveTheirCaller() throws Exception {
    var inside = new AtomicInteger();
    try (EventLoop loop = EventLoop.start()) {
      for (int i = 0; i < 3_000; i++) {
        int spins = ThreadLocalRandom.current().nextInt(3_000);
        TaskGroup.run(group -> {
          Task<?> caller =
              group.start(
                  "caller",
                  () ->
                      loop.call(
                          "called",
                          () -> {
                            inside.incrementAndGet();
                            try {
                              Thread.sleep(0, 20_000);
                              return true;
                            } finally {
                              inside.decrementAndGet();
                            }
                          }));
          for (int s = 0; s < spins; s++) {
            Thread.onSpinWait();
          }
          caller.cancel("at any moment");
          caller.join();
          assertThat(inside.get()).isZero();
          return null;
        });
      }
      assertThat(loop.stats().tasks()).isZero();
    }
  }

  @Test
  void closeAtAnyMoment_leavesNothingBehind() throws Exception {
    for (int i = 0; i < 500; i++) {
      var inside = new AtomicInteger();
      EventLoop loop = EventLoop.start();
      Thread submits =
          Thread.startVirtualThread(() -> {
            try {
              while (true) {
                var _ =
                    loop.submit(
                        "task",
                        () -> {
                          inside.incrementAndGet();
                          try {
                            Thread.sleep(1_000_000);
                            return true;
                          } finally {
                            inside.decrementAndGet();
                          }
                        });
                Thread.sleep(0, 5_000);
              }
            } catch (dev.weft.StartRefusedException | InterruptedException e) {
              // It is closed.
            }
          });
      int spins = ThreadLocalRandom.current().nextInt(20_000);
      for (int s = 0; s < spins; s++) {
        Thread.onSpinWait();
      }
      loop.close();
      assertThat(inside.get()).isZero();
      submits.join();
      assertThat(inside.get()).isZero();
      assertThat(loop.stats().tasks()).isZero();
    }
  }
}
