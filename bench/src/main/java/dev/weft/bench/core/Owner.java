package dev.weft.bench.core;

import dev.weft.TaskGroup;
import dev.weft.loop.EventLoop;
import dev.weft.loop.LoopOptions;
import java.time.Duration;

/// The thread that the measured code is on.
public enum Owner {
  /// A platform thread, in no scope.
  PLATFORM {
    @Override
    void run(Runnable work) {
      work.run();
    }
  },
  /// A virtual thread of the JVM's scheduler, in no scope.
  VIRTUAL {
    @Override
    void run(Runnable work) throws InterruptedException {
      Thread.ofVirtual().start(work).join();
    }
  },
  /// A task of a group, on the JVM's scheduler.
  TASK {
    @Override
    void run(Runnable work) throws InterruptedException {
      TaskGroup.run(group ->
          group.start(
              "owner",
              () -> {
                work.run();
                return true;
              }));
    }
  },
  /// A task on an event loop, which does not report the long runs that are measured.
  LOOP {
    @Override
    void run(Runnable work) throws InterruptedException {
      EventLoop.run(
          LoopOptions.defaults().longRun(Duration.ofMinutes(5)),
          () -> {
            work.run();
            return true;
          });
    }
  },
  /// A virtual thread on a [BareScheduler].
  BARE {
    @Override
    void run(Runnable work) {
      new BareScheduler().run(work);
    }
  };

  /// Runs `work` on a thread of this kind and returns when that and what it started have ended.
  abstract void run(Runnable work) throws InterruptedException;
}
