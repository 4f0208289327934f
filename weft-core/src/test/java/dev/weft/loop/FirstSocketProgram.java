package dev.weft.loop;

import dev.weft.Task;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// The first sockets of this JVM are those of a loop.
final class FirstSocketProgram {
  private FirstSocketProgram() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      blockTheFirstLoop();
    } else {
      endTheFirstLoop();
    }
  }

  private static void endTheFirstLoop() throws Exception {
    EventLoop.run(FirstSocketProgram::echo);
    say("first loop");
    echoOnTheParallelScheduler();
    say("parallel");
    EventLoop.run(FirstSocketProgram::echo);
    say("another loop");
  }

  private static void blockTheFirstLoop() throws Exception {
    try (EventLoop loop = EventLoop.start();
        EventLoop other = EventLoop.start()) {
      loop.call("echo", FirstSocketProgram::echo);
      say("first loop");
      var blocked = new CountDownLatch(1);
      var done = new boolean[1];
      Task<?> hog =
          loop.submit(
              "hog",
              () -> {
                blocked.countDown();
                while (!isSet(done)) {
                  Thread.onSpinWait();
                }
                return null;
              });
      blocked.await();
      echoOnTheParallelScheduler();
      say("parallel");
      other.call("echo", FirstSocketProgram::echo);
      say("another loop");
      synchronized (done) {
        done[0] = true;
      }
      hog.await();
    }
  }

  private static boolean isSet(boolean[] flag) {
    synchronized (flag) {
      return flag[0];
    }
  }

  private static Object echo() throws Exception {
    ChildJvm.echo();
    return true;
  }

  private static void echoOnTheParallelScheduler() throws InterruptedException, ExecutionException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      executor.submit(FirstSocketProgram::echo).get();
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
