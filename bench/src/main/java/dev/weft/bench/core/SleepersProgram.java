package dev.weft.bench.core;

import dev.weft.TaskGroup;
import java.util.List;

/// Lets many tasks, or bare threads, sleep at the same time, and prints on a line the nanoseconds
/// until all slept, twice, the bytes of heap for each, and the nanoseconds from the request to wake
/// until all had ended. A program of its own, since the heap is measured.
public final class SleepersProgram {
  private static final int WARM_UP = 20_000;

  private final int count;
  private final Sleepers sleepers;
  private final long heapBefore = usedHeap();
  private final long started = System.nanoTime();
  private long asleepAfter;
  private long bytes;
  private long woken;

  private SleepersProgram(int count) {
    this.count = count;
    this.sleepers = new Sleepers(count);
  }

  /// Runs it.
  ///
  /// @param args `tasks` or `threads`, and how many
  /// @throws InterruptedException if it is interrupted
  @SuppressWarnings("SystemOut") // it is the program's result
  public static void main(String[] args) throws InterruptedException {
    new SleepersProgram(WARM_UP).measure(args[0]);
    System.out.println(new SleepersProgram(Integer.parseInt(args[1])).measure(args[0]));
  }

  private String measure(String kind) throws InterruptedException {
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
    return asleepAfter + " " + asleepAfter + " " + bytes + " " + (System.nanoTime() - woken);
  }

  private void noteAsleep() throws InterruptedException {
    sleepers.awaitAsleep();
    asleepAfter = System.nanoTime() - started;
    bytes = (usedHeap() - heapBefore) / count;
    woken = System.nanoTime();
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
