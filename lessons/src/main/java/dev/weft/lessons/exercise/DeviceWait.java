package dev.weft.lessons.exercise;

import dev.weft.Outcome;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.sim.Simulation;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Waits for a device, such as a printer that warms up.
public interface DeviceWait {

  /// The device. To ask it takes 100 ms; it may fail, which means nothing while it warms up.
  @FunctionalInterface
  interface Device {
    boolean isReady() throws IOException, InterruptedException;
  }

  /// Asks again and again, with a second in between, until the device is ready.
  ///
  /// @param device the device
  /// @throws InterruptedException at once if the wait is cancelled
  void awaitReady(Device device) throws InterruptedException;

  static void check(Supplier<DeviceWait> yours) throws NotYetException, InterruptedException {
    Trial.explore(50, () -> untilReady(yours.get()));
    Trial.explore(50, () -> cancelled(yours.get()));
    Trial.cancelEverywhere(1, () -> untilReady(yours.get()));
  }

  private static boolean untilReady(DeviceWait yours) throws NotYetException, InterruptedException {
    int needed = 1 + Simulation.random().nextInt(8);
    var calls = new Calls();
    yours.awaitReady(device(calls, needed));
    Trial.require(
        calls.begun() == needed,
        () ->
            "the device is ready when it is asked for the %d. time, but was asked %d times"
                .formatted(needed, calls.begun()));
    long right = 1_100L * needed - 1_000;
    Trial.require(
        Trial.millis() == right,
        () ->
            "%d questions with a second in between take %d ms, but it took %d"
                .formatted(needed, right, Trial.millis()));
    return true;
  }

  private static boolean cancelled(DeviceWait yours) throws NotYetException, InterruptedException {
    RandomGenerator random = Simulation.random();
    long at = 50L + random.nextInt(5_000);
    var calls = new Calls();
    // The outcome of a task that returns although it is cancelled does not tell.
    var hasReturned = new AtomicBoolean();
    return TaskGroup.<Boolean, NotYetException>supervise(
        "print",
        group -> {
          Task<Boolean> task =
              group.start(
                  "wait",
                  () -> {
                    yours.awaitReady(device(calls, 60));
                    hasReturned.set(true);
                    return true;
                  });
          Thread.sleep(at);
          task.cancel("nobody wants to print any more");
          Outcome<Boolean> end = task.join();
          Trial.require(
              Trial.millis() == at,
              () ->
                  "it was cancelled after %d ms and went on until %d ms; who takes the interrupt?"
                      .formatted(at, Trial.millis()));
          Trial.require(
              !hasReturned.get(),
              () ->
                  "it was cancelled, and awaitReady() returned; the caller believes now that the device is ready");
          Trial.require(
              end instanceof Outcome.Cancelled<Boolean>,
              () -> "it was cancelled, and ended with %s".formatted(end));
          return true;
        });
  }

  private static Device device(Calls calls, int needed) {
    return () -> {
      if (calls.begun() > 100) {
        // An error, so that no handler for failures of the device takes it.
        throw new AssertionError(
            "the device was asked 100 times, most of them at once; what does an interrupt that is set again do to the next sleep?");
      }
      calls.take(100);
      if (calls.begun() % 3 == 0 && calls.begun() < needed) {
        throw new IOException("still cold");
      }
      return calls.begun() >= needed;
    };
  }
}
