package dev.weft.loop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Op;
import dev.weft.TaskGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/// Blocking calls of the JDK let the next task run, and end when they should.
@SuppressWarnings({"WaitNotInLoop", "LockNotBeforeTry"}) // one waiter, one wake-up
class LoopBlockingTest {
  private final List<String> trace = new ArrayList<>();

  /// The first task blocks; the second gets to run meanwhile and lets the first go on.
  private void othersRunWhile(Op<?, ?> blocks, Op<?, ?> releases) throws InterruptedException {
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          group.start(
              "blocks",
              () -> {
                trace.add("before");
                blocks.call();
                return trace.add("after");
              });
          group.start(
              "other",
              () -> {
                trace.add("other");
                releases.call();
                return null;
              });
          return null;
        }));
    assertThat(trace).containsExactly("before", "other", "after");
  }

  private static Op<Object, RuntimeException> does(Runnable action) {
    return () -> {
      action.run();
      return true;
    };
  }

  private static final Op<Object, RuntimeException> NOTHING = () -> true;

  @Test
  void sleep() throws Exception {
    othersRunWhile(
        () -> {
          Thread.sleep(5);
          return null;
        },
        NOTHING);
  }

  @Test
  void park_andUnpark() throws Exception {
    Thread[] parked = new Thread[1];
    othersRunWhile(
        () -> {
          parked[0] = Thread.currentThread();
          LockSupport.park();
          return null;
        },
        does(() -> LockSupport.unpark(parked[0])));
  }

  @Test
  void semaphore() throws Exception {
    var semaphore = new Semaphore(0);
    othersRunWhile(
        () -> {
          semaphore.acquire();
          return null;
        },
        does(semaphore::release));
  }

  @Test
  void semaphoreWithTimeOut() throws Exception {
    var semaphore = new Semaphore(0);
    othersRunWhile(
        () -> {
          assertThat(semaphore.tryAcquire(60, SECONDS)).isTrue();
          return null;
        },
        does(semaphore::release));
  }

  @Test
  void reentrantLock_heldAcrossASleep() throws Exception {
    var lock = new ReentrantLock();
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          for (String name : List.of("a", "b")) {
            group.start(() -> {
              lock.lock();
              try {
                trace.add(name + " in");
                Thread.sleep(5);
                return trace.add(name + " out");
              } finally {
                lock.unlock();
              }
            });
          }
          group.start(() -> trace.add("other"));
          return null;
        }));
    assertThat(trace).containsExactly("a in", "other", "a out", "b in", "b out");
  }

  @Test
  void monitor_heldAcrossASleep() throws Exception {
    var monitor = new Object();
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          for (String name : List.of("a", "b")) {
            group.start(() -> {
              synchronized (monitor) {
                trace.add(name + " in");
                Thread.sleep(5);
                return trace.add(name + " out");
              }
            });
          }
          group.start(() -> trace.add("other"));
          return null;
        }));
    assertThat(trace).containsExactly("a in", "other", "a out", "b in", "b out");
  }

  @Test
  void condition() throws Exception {
    var lock = new ReentrantLock();
    var condition = lock.newCondition();
    othersRunWhile(
        () -> {
          lock.lock();
          try {
            condition.await();
          } finally {
            lock.unlock();
          }
          return null;
        },
        does(() -> {
          lock.lock();
          condition.signal();
          lock.unlock();
        }));
  }

  @Test
  void objectWait() throws Exception {
    var monitor = new Object();
    othersRunWhile(
        () -> {
          synchronized (monitor) {
            monitor.wait();
          }
          return null;
        },
        does(() -> {
          synchronized (monitor) {
            monitor.notifyAll();
          }
        }));
  }

  @Test
  void objectWaitWithTimeOut() throws Exception {
    var monitor = new Object();
    othersRunWhile(
        () -> {
          synchronized (monitor) {
            monitor.wait(5);
          }
          return null;
        },
        NOTHING);
  }

  @Test
  void join_latch_barrier_queues_future() throws Exception {
    var queue = new LinkedBlockingQueue<String>();
    var handOver = new SynchronousQueue<String>();
    var latch = new CountDownLatch(1);
    var barrier = new CyclicBarrier(2);
    var future = new CompletableFuture<String>();
    othersRunWhile(
        () -> {
          assertThat(queue.take()).isEqualTo("item");
          assertThat(handOver.poll(60, SECONDS)).isEqualTo("item");
          latch.await();
          barrier.await();
          assertThat(future.get(60, SECONDS)).isEqualTo("value");
          Thread.startVirtualThread(Thread::onSpinWait).join();
          return null;
        },
        () -> {
          queue.put("item");
          handOver.put("item");
          latch.countDown();
          barrier.await();
          future.complete("value");
          return null;
        });
  }

  @Test
  void sockets() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      othersRunWhile(
          () -> {
            try (Socket accepted = server.accept()) {
              accepted.getOutputStream().write(accepted.getInputStream().read() + 1);
            }
            return null;
          },
          () -> {
            try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
              socket.getOutputStream().write(41);
              assertThat(socket.getInputStream().read()).isEqualTo(42);
              trace.remove("after");
            }
            return trace.add("after");
          });
    }
  }

  @Test
  void pipe_andSelector() throws Exception {
    Pipe pipe = Pipe.open();
    try (var source = pipe.source();
        var sink = pipe.sink();
        var selector = Selector.open()) {
      source.configureBlocking(false);
      source.register(selector, java.nio.channels.SelectionKey.OP_READ);
      othersRunWhile(
          () -> {
            assertThat(selector.select()).isEqualTo(1);
            return null;
          },
          () -> sink.write(java.nio.ByteBuffer.wrap(new byte[] {1})));
    }
  }

  @Test
  void httpClient() throws Exception {
    try (var server = new ServerSocket();
        var client = HttpClient.newHttpClient()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      othersRunWhile(
          () -> {
            var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("hi");
            return null;
          },
          () -> answer(server));
    }
  }

  private static Object answer(ServerSocket server) throws IOException {
    try (Socket socket = server.accept()) {
      var in = socket.getInputStream();
      for (int newlines = 0; newlines < 2; ) {
        int c = in.read();
        newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
      }
      socket
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi".getBytes(StandardCharsets.US_ASCII));
    }
    return true;
  }
}
