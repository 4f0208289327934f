package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What goes on outside of a simulation: refused, noticed, or allowed.
@SuppressWarnings({"ThreadPriorityCheck", "AddressSelection", "LockNotBeforeTry"}) // what is tested
class OutsideTest {

  @Test
  void whatGoesOnOutside_isRefused() {
    Class<SimulationError> refused = SimulationError.class;
    assertThatThrownBy(() -> Simulation.run(1, () -> new ServerSocket(0)))
        .isInstanceOf(refused)
        .hasMessageStartingWith("a socket is opened inside a simulation");
    assertThatThrownBy(() -> Simulation.run(1, () -> new Socket("127.0.0.1", 9)))
        .isInstanceOf(refused);
    assertThatThrownBy(() ->
            Simulation.run(
                1,
                () -> {
                  Thread.ofPlatform().name("outsider").start(() -> {});
                  return 1;
                }))
        .isInstanceOf(refused)
        .hasMessageStartingWith("platform thread \"outsider\" is started inside a simulation");
    assertThatThrownBy(() -> Simulation.run(1, () -> new ProcessBuilder("true").start()))
        .isInstanceOf(refused)
        .hasMessageStartingWith("a process is started");
    assertThatThrownBy(
            () -> Simulation.run(1, () -> SocketChannel.open(StandardProtocolFamily.UNIX)))
        .isInstanceOf(refused)
        .hasMessageStartingWith("a socket is opened");
    assertThatThrownBy(() -> Simulation.run(1, Pipe::open))
        .isInstanceOf(refused)
        .hasMessageStartingWith("a pipe is opened");
    assertThatThrownBy(() -> Simulation.run(1, () -> Selector.open().select(10)))
        .isInstanceOf(refused)
        .hasMessageStartingWith("a selector is asked");
    assertThatThrownBy(() -> Simulation.run(1, () -> InetAddress.getByName("host.invalid")))
        .isInstanceOf(refused)
        .hasMessageStartingWith("the name of a host is resolved");
  }

  @Test
  void poolsAndTimersOfTheJdk_areRefused_alsoWhereTheirThreadsRunAlready() throws Exception {
    CompletableFuture.supplyAsync(() -> 1).get();
    new CompletableFuture<Integer>().completeOnTimeout(1, 1, TimeUnit.MILLISECONDS).get();
    assertThatThrownBy(() -> Simulation.run(1, () -> CompletableFuture.supplyAsync(() -> 1).get()))
        .isInstanceOf(SimulationError.class)
        .hasMessageStartingWith("work is given to a ForkJoinPool inside a simulation");
    assertThatThrownBy(() ->
            Simulation.run(
                1,
                () ->
                    new CompletableFuture<Integer>()
                        .completeOnTimeout(1, 10, TimeUnit.MILLISECONDS)
                        .get()))
        .isInstanceOf(SimulationError.class)
        .hasMessageStartingWith("a timer of a ForkJoinPool is set");
    assertThatThrownBy(() ->
            Simulation.run(1, () -> IntStream.range(0, 100_000).parallel().map(i -> -i).sum()))
        .isInstanceOf(SimulationError.class);
  }

  @Test
  void refusalThatSomebodyKeepsToHimself_isToldNevertheless() {
    assertThatThrownBy(() ->
            Simulation.run(
                1,
                () -> {
                  try (var server = new ServerSocket(0)) {
                    return server.getLocalPort();
                  } catch (SimulationError kept) {
                    new Semaphore(0).acquire();
                    return 0;
                  }
                }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageStartingWith("a socket is opened inside a simulation")
        .hasMessageContaining("deadlock: every thread waits");
  }

  @Test
  void wakeUpFromOutside_isFound() {
    var future = new CompletableFuture<Integer>();
    Thread outsider =
        Thread.ofPlatform()
            .unstarted(() -> {
              try {
                while (future.getNumberOfDependents() == 0) {
                  Thread.sleep(1);
                }
                // It is about to wait; of that nothing can be seen from outside.
                Thread.sleep(100);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              future.complete(1);
            });
    var isAwake = new AtomicBoolean();
    outsider.start();
    assertThatThrownBy(() ->
            Simulation.create()
                .mostSteps(Integer.MAX_VALUE)
                .once(
                    1,
                    () -> {
                      Thread busy =
                          Thread.startVirtualThread(() -> {
                            while (!isAwake.get()) {
                              Thread.yield();
                            }
                          });
                      future.get();
                      isAwake.set(true);
                      busy.join();
                      return 1;
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("\"main\" was woken from outside of the simulation, by thread");
  }

  @Test
  void realWork_whereItIsAllowed_isWaitedFor_andTheClockDoesNotRunAheadOfIt() throws Exception {
    double seconds =
        Simulation.create()
            .allowOutside()
            .once(
                1,
                () -> {
                  try (var server = new ServerSocket(0)) {
                    Thread accepting =
                        Thread.startVirtualThread(() -> {
                          try (Socket socket = server.accept()) {
                            Thread.sleep(20);
                            socket.getOutputStream().write(7);
                          } catch (Exception e) {
                            throw new AssertionError(e);
                          }
                        });
                    try (var socket = new Socket("127.0.0.1", server.getLocalPort())) {
                      socket.setSoTimeout(3_600_000);
                      assertThat(socket.getInputStream().read()).isEqualTo(7);
                    }
                    accepting.join();
                    return Simulation.elapsed().toNanos() / 1e9;
                  }
                });
    assertThat(seconds).isBetween(0.019, 60.0);
  }

  @Test
  void interruptFromOutside_isFound() throws Exception {
    var inside = new CountDownLatch(1);
    var threads = new java.util.concurrent.LinkedBlockingQueue<Thread>();
    var goOn = new java.util.concurrent.atomic.AtomicBoolean(true);
    Thread outsider =
        Thread.ofPlatform()
            .name("outsider")
            .start(() -> {
              try {
                inside.await();
                threads.take().interrupt();
              } catch (InterruptedException e) {
                // It does not go on.
              }
              goOn.set(false);
            });
    assertThatThrownBy(() ->
            Simulation.create()
                .mostSteps(Integer.MAX_VALUE)
                .once(
                    1,
                    () -> {
                      threads.add(Thread.currentThread());
                      inside.countDown();
                      while (goOn.get()) {
                        Thread.yield();
                      }
                      return Thread.interrupted();
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("interrupted from outside of the simulation, by thread \"outsider\"");
    outsider.join();
  }

  @Test
  void timerOutside_takesItsTime() throws Exception {
    long begun = System.nanoTime();
    try (var timer = Executors.newScheduledThreadPool(1)) {
      assertThat(
              Simulation.create()
                  .allowOutside()
                  .<Integer, Exception>once(
                      1, () -> timer.schedule(() -> 7, 150, TimeUnit.MILLISECONDS).get()))
          .isEqualTo(7);
    }
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(150_000_000L);
  }
}
