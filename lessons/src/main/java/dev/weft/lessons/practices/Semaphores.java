package dev.weft.lessons.practices;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.TaskGroup;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import dev.weft.sync.Limiter;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// Two calls at a time: with a permit that is lost, with the JDK's semaphore, and with a limiter
/// whose number changes while it is used.
final class Semaphores implements Lesson {
  private static final Duration ARRIVAL = Duration.ofMillis(100);

  private final Stage stage;

  Semaphores(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.wrong("lost-permit", "a permit that is not given back", this::lostPermit);
    stage.right("semaphore", "two at a time", this::semaphore);
    stage.right("limiter", "two at a time, then four", this::limiter);
  }

  private void lostPermit() throws InterruptedException {
    var semaphore = new Semaphore(2);
    call("call 1", () -> carelessly(semaphore, this::fail));
    call("call 2", () -> carelessly(semaphore, this::fail));
    stage.say("permits left: " + semaphore.availablePermits() + "; nobody is at work");
    call("call 3", () -> carelessly(semaphore, this::work));
  }

  // @start region=lost-permit
  private void carelessly(Semaphore semaphore, Work work) throws InterruptedException {
    stage.waits(semaphore::acquire);
    work.run();
    semaphore.release(); // not if the work has failed, or was cancelled
  }

  // @end

  /// Within a second, since it may wait for ever.
  private void call(String name, Work work) throws InterruptedException {
    try {
      Deadline.within(
          Duration.ofSeconds(1),
          () -> {
            stage.run(name, work::run);
            return true;
          });
    } catch (IllegalStateException | DeadlineExceededException e) {
      stage.say(name + ": " + e.getMessage());
    }
  }

  private void semaphore() throws InterruptedException {
    var semaphore = new Semaphore(2, true);
    sixCalls(() -> limited(semaphore));
  }

  // @start region=semaphore
  private void limited(Semaphore semaphore) throws InterruptedException {
    stage.waits(semaphore::acquire);
    try {
      work();
    } finally {
      semaphore.release();
    }
  }

  // @end

  private void limiter() throws InterruptedException {
    var limiter = Limiter.of("upstream", 2);
    TaskGroup.run(group -> {
      group.start("operator", () -> grow(limiter));
      sixCalls(() -> limited(limiter));
      return null;
    });
  }

  // @start region=limiter
  private void limited(Limiter limiter) throws InterruptedException {
    stage.waits(limiter::acquire);
    try {
      work();
    } finally {
      limiter.release(); // by a thread that has no permit: refused
    }
  }

  private boolean grow(Limiter limiter) throws InterruptedException {
    Thread.sleep(600);
    limiter.resize(4); // the upstream has become faster
    stage.say("four at a time from now on");
    return true;
  }

  // @end

  @FunctionalInterface
  private interface Work {
    void run() throws InterruptedException;
  }

  private void sixCalls(Work call) throws InterruptedException {
    TaskGroup.run(group -> {
      for (int i = 1; i <= 6; i++) {
        String name = "call " + i;
        group.start(
            name,
            () -> {
              stage.run(name, call::run);
              return true;
            });
        Thread.sleep(ARRIVAL);
      }
      return null;
    });
  }

  private void work() throws InterruptedException {
    Thread.sleep(800);
  }

  private void fail() throws InterruptedException {
    Thread.sleep(300);
    throw new IllegalStateException("the upstream cannot be reached");
  }
}
