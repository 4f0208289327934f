package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@OnEveryScheduler
class OffloadTest {
  private final CountDownLatch begun = new CountDownLatch(1);

  @Test
  void cores_runOnPlatformThreads_oneForEachProcessor() throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    var together = new CyclicBarrier(processors);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    TaskGroup.run(group -> {
      for (int i = 0; i < processors * 3; i++) {
        group.start(
            "caller",
            () ->
                Offload.cores()
                    .call(() -> {
                      together.await();
                      return threads.add(Thread.currentThread());
                    }));
      }
      return null;
    });
    assertThat(threads)
        .hasSize(processors)
        .allSatisfy(thread -> {
          assertThat(thread.isVirtual()).isFalse();
          assertThat(thread.isDaemon()).isTrue();
          assertThat(thread.getName()).startsWith("weft-cores-");
        });
  }

  @Test
  void result_comesBackToTheCaller_whoseThreadIsAnother() throws Exception {
    Thread caller = Thread.currentThread();
    Thread ran = Offload.cores().call(Thread::currentThread);
    assertThat(ran).isNotSameAs(caller);
    assertThat(Strand.current()).isNull();
  }

  @Test
  void failure_keepsItsTypeAndIsTheVerySame() {
    var failure = new IOException("no");
    assertThatThrownBy(() ->
            Offload.cores()
                .<String, IOException>call(() -> {
                  throw failure;
                }))
        .isSameAs(failure);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void error_ofTheOperation_isThrown_andTheThreadGoesOn() throws Exception {
    try (var pool = Offload.threads("errors", 1)) {
      Thread first = pool.call(Thread::currentThread);
      assertThatThrownBy(() ->
              pool.call(() -> {
                throw new StackOverflowError("deep");
              }))
          .isInstanceOf(StackOverflowError.class);
      assertThat(pool.<Thread, RuntimeException>call(Thread::currentThread)).isSameAs(first);
    }
  }

  @Test
  void namedPool_namesItsThreads_andNeverHasMoreThanItsBound() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    Set<String> names = ConcurrentHashMap.newKeySet();
    try (var pool = Offload.threads("scanner", 3)) {
      TaskGroup.run(group -> {
        for (int i = 0; i < 200; i++) {
          pool.start(
              group,
              "scan",
              () -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                names.add(Thread.currentThread().getName());
                LockSupport.parkNanos(50_000);
                return inside.decrementAndGet();
              });
        }
        return null;
      });
    }
    assertThat(most.get()).isBetween(1, 3);
    assertThat(names).isNotEmpty().isSubsetOf("scanner-1", "scanner-2", "scanner-3");
  }

  @Test
  void poolWithoutThreads_isRefused() {
    assertThatThrownBy(() -> Offload.threads("none", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pool \"none\" of 0 threads; give it at least 1");
  }

  @Test
  void queuedJobs_beginInTheOrderInWhichTheyCame() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    try (var pool = Offload.threads("fifo", 1)) {
      TaskGroup.run(group -> {
        for (int i = 0; i < Scale.of(1_000); i++) {
          int number = i;
          pool.start(group, "job", () -> order.add(number));
        }
        return null;
      });
    }
    assertThat(order).hasSize(Scale.of(1_000)).isSorted();
  }

  @Test
  void load_tellsWhatIsQueuedAndRunning() throws Exception {
    var goOn = new CountDownLatch(1);
    try (var pool = Offload.threads("load", 2)) {
      assertThat(pool.load()).isEqualTo(new Offload.Load(0, 0, 0));
      TaskGroup.run(group -> {
        List<Task<Object>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          tasks.add(
              pool.start(
                  group,
                  "job",
                  () -> {
                    goOn.await();
                    return null;
                  }));
        }
        Waits.until("two run", () -> pool.load().equals(new Offload.Load(3, 2, 0)));
        Waits.until("they wait", () -> tasks.get(1).state() == TaskState.WAITING);
        assertThat(tasks.get(4).state()).isEqualTo(TaskState.READY);
        tasks.get(3).cancel("not needed");
        assertThat(tasks.get(3).state()).isEqualTo(TaskState.CANCELLED);
        assertThat(pool.load()).isEqualTo(new Offload.Load(2, 2, 0));
        goOn.countDown();
        return null;
      });
      Waits.until("all have run", () -> pool.load().equals(new Offload.Load(0, 0, 4)));
    }
  }

  @Test
  void deadlineAround_isSeenInTheOperation() throws Exception {
    var left =
        Deadline.within(
            java.time.Duration.ofMinutes(5), () -> Offload.cores().call(Deadline::remaining));
    assertThat(left.orElseThrow())
        .isBetween(java.time.Duration.ofMinutes(1), java.time.Duration.ofMinutes(5));
    assertThat(Offload.cores().call(Deadline::remaining)).isEmpty();
  }

  @Test
  void tasksStartedInTheOperation_areVirtualThreads_andEndWithIt() throws Exception {
    List<Boolean> virtual =
        Offload.cores()
            .call(() ->
                TaskGroup.run(group -> {
                  var a = group.start("a", () -> Thread.currentThread().isVirtual());
                  var b = group.start("b", () -> Thread.currentThread().isVirtual());
                  return List.of(a.await(), b.await());
                }));
    assertThat(virtual).containsExactly(true, true);
  }

  @Test
  void contextClassLoader_isTheStarters_andTheThreadsOwnIsBackAfterwards() throws Exception {
    Thread self = Thread.currentThread();
    ClassLoader before = self.getContextClassLoader();
    var inside = new AtomicReference<ClassLoader>();
    try (var pool = Offload.threads("loader", 1);
        var loader = new URLClassLoader(new URL[0], before)) {
      self.setContextClassLoader(loader);
      pool.call(() -> {
        inside.set(Thread.currentThread().getContextClassLoader());
        Thread.currentThread().setContextClassLoader(null);
        return null;
      });
      assertThat(inside.get()).isSameAs(loader);
    } finally {
      self.setContextClassLoader(before);
    }
    ExecutorService single = Executors.newSingleThreadExecutor();
    try (single) {
      ClassLoader own = single.submit(() -> Thread.currentThread().getContextClassLoader()).get();
      Offload.on(single)
          .call(() -> {
            Thread.currentThread().setContextClassLoader(null);
            return null;
          });
      assertThat(single.submit(() -> Thread.currentThread().getContextClassLoader()).get())
          .isSameAs(own);
    }
  }

  @Test
  void inheritableThreadLocals_stayBehind_andThoseOfThePoolPersist() throws Exception {
    var inherited = new InheritableThreadLocal<String>();
    var local = new ThreadLocal<String>();
    inherited.set("of the caller");
    try (var pool = Offload.threads("locals", 1)) {
      assertThat(pool.<String, RuntimeException>call(inherited::get)).isNull();
      pool.call(() -> {
        local.set("of the pool");
        return null;
      });
      assertThat(pool.<String, RuntimeException>call(local::get)).isEqualTo("of the pool");
    } finally {
      inherited.remove();
    }
  }

  @Test
  void sameThreadExecutor_runsItInline_asAChild() throws Exception {
    Offload here = Offload.on(Runnable::run);
    Thread self = Thread.currentThread();
    assertThat(here.<Thread, RuntimeException>call(Thread::currentThread)).isSameAs(self);
    assertThat(Strand.current()).isNull();
    TaskGroup.run(group -> {
      Strand mine = Strand.current();
      var task = here.start(group, "inline", () -> Strand.current().toString());
      assertThat(task.state()).isEqualTo(TaskState.SUCCEEDED);
      assertThat(task.await()).isEqualTo("task \"inline\"");
      assertThat(Strand.current()).isSameAs(mine);
      return null;
    });
  }

  @Test
  void executorThatRunsWhatItRefuses_onTheCaller_works() throws Exception {
    var full =
        new java.util.concurrent.ThreadPoolExecutor(
            1,
            1,
            0,
            java.util.concurrent.TimeUnit.SECONDS,
            new java.util.concurrent.SynchronousQueue<>(),
            new java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy());
    var goOn = new CountDownLatch(1);
    try (full) {
      full.execute(() -> Waits.until(goOn));
      Thread ran = Offload.on(full).call(Thread::currentThread);
      assertThat(ran).isSameAs(Thread.currentThread());
      goOn.countDown();
    }
  }

  @Test
  void forkJoinPool_isLeftToTakeItsOwn() throws Exception {
    try (var pool = new ForkJoinPool(1)) {
      Offload offload = Offload.on(pool);
      Thread ran = offload.call(Thread::currentThread);
      assertThat(ran).isInstanceOf(java.util.concurrent.ForkJoinWorkerThread.class);
      // From a thread of the pool that runs no job: its only thread would wait for itself.
      Thread again =
          pool.submit(() -> offload.<Thread, RuntimeException>call(Thread::currentThread)).get();
      assertThat(again).isSameAs(ran);
    }
  }

  @Test
  void executorThatIsShutDown_refuses() {
    ExecutorService down = Executors.newSingleThreadExecutor();
    down.shutdown();
    assertThatThrownBy(() -> Offload.on(down).call(() -> "never"))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageStartingWith("task \"executor\" is not run: offload \"executor\" refuses it (")
        .hasMessageEndingWith("); it is shut down or has no room")
        .hasCauseInstanceOf(RejectedExecutionException.class);
    assertThat(Strand.current()).isNull();
  }

  @Test
  void executorThatThrowsSomethingElse_refusesToo() {
    var broken = new AssertionError("broken executor");
    Offload offload =
        Offload.on(_ -> {
          throw broken;
        });
    assertThatThrownBy(() -> offload.call(() -> "never"))
        .isInstanceOf(RejectedExecutionException.class)
        .hasCause(broken);
    assertThat(offload.load()).isEqualTo(new Offload.Load(0, 0, 0));
  }

  @Test
  void executorThatRunsItAndThrows_hasRunIt() throws Exception {
    try (var log = new CapturedLog()) {
      Offload offload =
          Offload.on(job -> {
            job.run();
            throw new IllegalStateException("afterwards");
          });
      assertThat(offload.<String, RuntimeException>call(() -> "ran")).isEqualTo("ran");
      assertThat(log.messages())
          .containsExactly("offload \"executor\" took task \"executor\" and threw");
    }
  }

  @Test
  void executorThatRunsItTwice_runsItOnce() throws Exception {
    var runs = new AtomicInteger();
    Offload twice =
        Offload.on(job -> {
          job.run();
          job.run();
        });
    assertThat(twice.<Integer, RuntimeException>call(runs::incrementAndGet)).isEqualTo(1);
    assertThat(runs).hasValue(1);
  }

  @Test
  void jobThatAnExecutorDropsWithoutAWord_fails() throws Exception {
    var dropped = new AtomicInteger();
    Offload offload = Offload.on(_ -> dropped.incrementAndGet());
    TaskGroup.supervise(group -> {
      var task = offload.start(group, "lost", () -> "never");
      Waits.until(
          "it is collected",
          () -> {
            System.gc();
            return task.isDone();
          });
      assertThatThrownBy(task::await)
          .hasCauseInstanceOf(RejectedExecutionException.class)
          .rootCause()
          .hasMessage(
              "task \"lost\" will not run: the executor of offload \"executor\" has dropped it;"
                  + " it was shut down, or discards what it has no room for");
      return null;
    });
    assertThat(dropped).hasValue(1);
    assertThat(offload.load()).isEqualTo(new Offload.Load(0, 0, 0));
  }

  @Test
  void shutdownNow_ofSomebodyElsesExecutor_interruptsWhatRuns_andLosesWhatWaits() throws Exception {
    ExecutorService single = Executors.newSingleThreadExecutor();
    Offload offload = Offload.on(single);
    TaskGroup.supervise(group -> {
      var running = offload.start(group, "running", this::forever);
      var waiting = offload.start(group, "waiting", () -> "never");
      begun.await();
      assertThat(single.shutdownNow()).hasSize(1);
      assertThatThrownBy(running::await)
          .isInstanceOf(TaskFailedException.class)
          .hasCauseInstanceOf(InterruptedException.class);
      Waits.until(
          "it is collected",
          () -> {
            System.gc();
            return waiting.isDone();
          });
      assertThat(waiting.state()).isEqualTo(TaskState.FAILED);
      assertThat(waiting.outcome()).isInstanceOf(Outcome.Failure.class);
      return null;
    });
  }

  @Test
  void tree_showsWhatIsOffloaded_whereItRunsOrThatItWaits() throws Exception {
    try (var pool = Offload.threads("seen", 1)) {
      TaskGroup.run(group -> {
        pool.start(group, "running", this::forever);
        var queued = group.start("caller", () -> pool.call(() -> "never"));
        begun.await();
        Waits.until("one is queued", () -> pool.load().queued() == 1);
        List<TaskNode> nodes = TaskTree.snapshot().nodes();
        TaskNode running = node(nodes, "running");
        assertThat(running.thread()).extracting(Thread::getName).isEqualTo("seen-1");
        assertThat(running.site()).isNotNull();
        TaskNode waiting = node(nodes, "seen");
        assertThat(waiting.state()).isEqualTo(TaskState.READY);
        assertThat(waiting.thread()).isNull();
        assertThat(waiting.site()).isNotNull();
        String inline =
            Offload.on(Runnable::run)
                .call(() -> TaskTree.snapshot().find(Thread.currentThread()).orElseThrow().name());
        assertThat(inline).isEqualTo("executor");
        queued.cancel("seen");
        group.cancel("seen");
        return null;
      });
    }
  }

  private static TaskNode node(List<TaskNode> nodes, String task) {
    return nodes.stream()
        .filter(node -> node.kind() == TaskNode.Kind.TASK && node.name().equals(task))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void application_opensAPool_andClosesIt() throws Exception {
    var opened = new AtomicReference<Offload>();
    Application.run(app -> {
      var pool = app.open("native", () -> Offload.threads("native", 2));
      opened.set(pool);
      assertThat(pool.<Integer, RuntimeException>call(() -> 7)).isEqualTo(7);
    });
    assertThatThrownBy(() -> opened.get().call(() -> "never"))
        .isInstanceOf(RejectedExecutionException.class);
    Waits.until("its threads end", () -> threadsNamed("native-") == 0);
  }

  private String forever() throws InterruptedException {
    begun.countDown();
    return Waits.forever();
  }

  static long threadsNamed(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }
}
