package dev.weft.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// A ring whose size is a power of two; entry n stands at n modulo that size.
//
// 1. Only the carrier changes it. `done` and `added` are read by any thread, as figures.
// 2. An entry keeps its place until its run has ended: so what runs at this moment can be found by
//    others without a write of its own for each run.
/// The continuations that are ready to run, first in first out, and the one that runs.
final class ReadyQueue {
  private static final VarHandle DONE;

  static {
    try {
      DONE = MethodHandles.lookup().findVarHandle(ReadyQueue.class, "done", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Runnable[] ring = new @Nullable Runnable[64];

  // How many were added and how many have run, ever. Others see them with a delay at most: `done`
  // is written opaquely.
  private long added;

  @SuppressWarnings("UnusedVariable") // written through DONE
  private long done;

  void add(Runnable continuation) {
    @Nullable Runnable[] at = ring;
    if (added - done == at.length) {
      at = grow(at);
    }
    at[(int) added & (at.length - 1)] = continuation;
    added++;
  }

  private @Nullable Runnable[] grow(@Nullable Runnable[] full) {
    @Nullable Runnable[] larger = new @Nullable Runnable[full.length * 2];
    for (long n = done; n < added; n++) {
      larger[(int) n & (larger.length - 1)] = full[(int) n & (full.length - 1)];
    }
    ring = larger;
    return larger;
  }

  boolean isEmpty() {
    return added == done;
  }

  /// Runs the first one; it counts as run also if it throws.
  void runFirst() {
    @Nullable Runnable[] at = ring;
    Runnable first = Objects.requireNonNull(at[(int) done & (at.length - 1)]);
    try {
      first.run();
    } finally {
      // Not `at`: it may have grown meanwhile.
      ring[(int) done & (ring.length - 1)] = null;
      DONE.setOpaque(this, done + 1);
    }
  }

  /// How many runs have ended.
  long done() {
    return (long) DONE.getOpaque(this);
  }

  /// How many wait, with the one that runs.
  int size() {
    return (int) Math.max(0, added - done());
  }

  /// What runs at this moment, if anything.
  @Nullable Runnable running() {
    @Nullable Runnable[] at = ring;
    return at[(int) done() & (at.length - 1)];
  }
}
