package dev.weft.lessons.exercise;

import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.sim.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Does jobs one after the other, and stops without losing any.
public interface DrainedQueue {

  /// Does a job, which takes 100 ms. If it is interrupted the job is not done.
  @FunctionalInterface
  interface Handler {
    void handle(String job) throws InterruptedException;
  }

  /// Hands in a job, from any thread. Does not wait.
  ///
  /// @param job the job; there are never more than a thousand at a time
  /// @return whether it is accepted; not any more after [#stop()]
  boolean submit(String job);

  /// Has it stop, from any thread. Returns at once.
  void stop();

  /// Does jobs in their order until it is to stop, and then for some time those that have been
  /// accepted by then. Called once.
  ///
  /// @param handler does a job
  /// @param drain how long it goes on after [#stop()] at most
  /// @return the accepted jobs that are not done, in their order: the one in hand, if the time is
  ///   over while it is done, and those behind it
  List<String> run(Handler handler, Duration drain) throws InterruptedException;

  static void check(Supplier<DrainedQueue> yours) throws NotYetException, InterruptedException {
    Trial.explore(500, () -> day(yours.get()));
  }

  private static boolean day(DrainedQueue yours) throws NotYetException, InterruptedException {
    RandomGenerator random = Simulation.random();
    Duration drain = Duration.ofMillis(50L * random.nextInt(30));
    List<String> accepted = new ArrayList<>();
    List<String> done = new ArrayList<>();
    return TaskGroup.<Boolean, NotYetException>run(
        "day",
        group -> {
          Task<List<String>> running =
              group.start(
                  "queue",
                  () ->
                      yours.run(
                          job -> {
                            Thread.sleep(100);
                            done.add(job);
                          },
                          drain));
          int jobs = random.nextInt(25);
          for (int i = 0; i < jobs; i++) {
            String job = "job-" + i;
            Trial.require(yours.submit(job), () -> job + " was refused before stop() was called");
            accepted.add(job);
            Thread.sleep(50L * random.nextInt(3));
          }
          yours.stop();
          long stopped = Trial.millis();
          Trial.require(
              !yours.submit("late"), () -> "a job was accepted although stop() had been called");
          int behind = accepted.size() - done.size();
          List<String> left = running.await();
          long took = Trial.millis() - stopped;
          Trial.require(
              !yours.submit("late"), () -> "a job was accepted although run() had returned");
          List<String> known = Stream.concat(done.stream(), left.stream()).toList();
          Trial.require(
              known.equals(accepted),
              () ->
                  "%d jobs were accepted, done are %d, and run() returned %s: %s"
                      .formatted(accepted.size(), done.size(), left, wrong(accepted, known)));
          Trial.require(
              took <= drain.toMillis(),
              () ->
                  "run() went on for %d ms after stop(), it has %d"
                      .formatted(took, drain.toMillis()));
          Trial.require(
              left.isEmpty() || took == drain.toMillis(),
              () ->
                  "%d jobs were left, and run() used %d of its %d ms"
                      .formatted(behind, took, drain.toMillis()));
          return true;
        });
  }

  private static String wrong(List<String> accepted, List<String> known) {
    return accepted.stream()
        .filter(job -> !known.contains(job))
        .findFirst()
        .map(job -> job + " is lost")
        .orElse("not all in their order, or some twice");
  }
}
