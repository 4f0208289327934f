package dev.weft.bench.core;

import dev.weft.TaskGroup;
import java.util.List;
import java.util.function.Consumer;

/// Lets many tasks, or bare threads, sleep at the same time, and prints the parts of a sample: the
/// nanoseconds until all slept, and the bytes of heap for each. A program of its own, since the
/// heap is measured.
public final class SleepersProgram {
  /// A thread that sleeps keeps larger frames as long as its code is not compiled.
  private static final int WARM_UPS = 25;

  private static final int WARM_UP = 10_000;

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
    for (int i = 0; i < WARM_UPS; i++) {
      new SleepersProgram(WARM_UP, _ -> {}).run(args[0]);
    }
    new SleepersProgram(
            Integer.parseInt(args[1]),
            line -> {
              System.out.println(line);
              Runtime.getRuntime().halt(0);
            })
        .run(args[0]);
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
      default -> throw new IllegalArgumentException("no sleepers \"" + kind + "\"");
    }
  }

  private void noteAsleep() throws InterruptedException {
    sleepers.awaitAsleep();
    long nanos = System.nanoTime() - started;
    whenAsleep.accept(
        nanos + " " + nanos + " " + nanos + " -1 " + (usedHeap() - heapBefore) / count);
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
