package dev.weft;

import dev.weft.jcstress.Spin;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Threads that never run: what they would have run is for an actor to run. So both sides of a race
/// are on threads of jcstress, which are there already.
final class Bodies implements TaskThreads {
  private static final Task<?> PLACE = place();

  private final Queue<Runnable> started = new ConcurrentLinkedQueue<>();

  private static Task<?> place() {
    try {
      // Not started: it is only what the strand of an actor belongs to.
      return TaskGroup.run(
          group -> new Task<>("actor", group, Object::new, false, Strand.INHERITED, null));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Thread unstarted(String name, Runnable body) {
    return new Unrun(name, () -> started.add(body));
  }

  private static final class Unrun extends Thread {
    private final Runnable atStart;

    Unrun(String name, Runnable atStart) {
      super(name);
      this.atStart = atStart;
    }

    @Override
    public synchronized void start() {
      atStart.run();
    }
  }

  /// Spins until there is one.
  Runnable next() {
    return Spin.until(started::poll);
  }

  @Nullable Runnable poll() {
    return started.poll();
  }

  /// Runs `op`, which is to open one scope, as if on a thread of these.
  <T> T call(Op<T, ?> op) {
    var strand = new Strand(Objects.requireNonNull(PLACE), this);
    strand.bind();
    Slot.borrow(strand);
    try {
      return op.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
