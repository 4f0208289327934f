package dev.weft.bench.core;

import dev.weft.TaskGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Lets many tasks, or bare threads, sleep at the same time, and prints the parts of a sample: the
/// nanoseconds until all slept and the bytes of heap, both for each. A program of its own, since
/// the heap is measured.
public final class SleepersProgram {
  // A thread that sleeps keeps larger frames as long as its code is not compiled, and code is best
  // compiled when what it has done before is what it does now: so many have slept before, and ended
  // by themselves.
  private static final int NAPS = 30;
  private static final Map<String, OtherSleepers> OTHERS = new HashMap<>();
  private static final int NAPPING = 10_000;
  private static final long NAP_MILLIS = 2;

  private final int count;
  private final Consumer<String> whenAsleep;
  private final Sleepers sleepers;
  private final long heapBefore = usedHeap();
  private final long started = System.nanoTime();

  /// @param whenAsleep is given the line
  SleepersProgram(int count, Consumer<String> whenAsleep) {
    this.count = count;
    this.whenAsleep = whenAsleep;
    this.sleepers = new Sleepers(count);
  }

  /// Runs it.
  ///
  /// @param args `tasks` or `threads`, and how many
  /// @throws InterruptedException if it is interrupted
  @SuppressWarnings("SystemOut") // it is the program's result
  public static void main(String[] args) throws InterruptedException {
    for (int i = 0; i < NAPS; i++) {
      nap(args[0]);
    }
    new SleepersProgram(
            Integer.parseInt(args[1]),
            line -> {
              System.out.println(line);
              Runtime.getRuntime().halt(0);
            })
        .run(args[0]);
  }

  private static void nap(String kind) throws InterruptedException {
    var sleepers = new Sleepers(NAPPING, NAP_MILLIS);
    switch (kind) {
      case "tasks" ->
          TaskGroup.run(group -> {
            sleepers.start(group);
            return null;
          });
      case "threads" -> {
        for (Thread thread : sleepers.startBare()) {
          thread.join();
        }
      }
      default -> OTHERS.computeIfAbsent(kind, OtherSleepers::of).nap(NAPPING, NAP_MILLIS);
    }
  }

  /// @param kind `tasks` or `threads`
  void run(String kind) throws InterruptedException {
    switch (kind) {
      case "tasks" ->
          TaskGroup.run(group -> {
            sleepers.start(group);
            noteAsleep();
            group.cancel("the night is over");
            return null;
          });
      case "threads" -> {
        List<Thread> threads = sleepers.startBare();
        noteAsleep();
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
          thread.join();
        }
      }
      default -> {
        Runnable end =
            OTHERS.computeIfAbsent(kind, OtherSleepers::of).start(count, Sleepers.NIGHT_MILLIS);
        note();
        end.run();
      }
    }
  }

  private void noteAsleep() throws InterruptedException {
    sleepers.awaitAsleep();
    note();
  }

  private void note() {
    double nanos = (double) (System.nanoTime() - started) / count;
    whenAsleep.accept(
        nanos + " " + nanos + " " + nanos + " -1 " + (usedHeap() - heapBefore) / count);
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
