package dev.weft;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Defended by TaskGroupTest, LetBeginTest.
/// What a group waits for: a task, or a hand of a combinator. In the group's list while it is live.
abstract sealed class Child permits Task, Hand {
  final Scope scope;
  final boolean background;

  // Links of the group's list of live children; guarded by the lock of Children.
  @Nullable Child previous;
  @Nullable Child next;

  Child(Scope around, boolean background, TaskThreads threads) {
    var strand = new Strand(this, threads);
    this.scope = new Scope(strand, around, Scope.Kind.OPEN, null, null, null);
    this.background = background;
  }

  abstract String name();

  /// Runs it on the calling thread.
  abstract void run();

  /// Called by whoever cancels it, when no thread has begun it yet.
  void cancelledUnbegun() {}

  /// How it is spoken of, for example `task "posts"`. Whether a thread was started for it, and not
  /// a job of a pool.
  abstract boolean hasItsOwnThread();

  /// Gives way once before the calling thread waits for this, if it was the last one to be started
  /// and has not begun. One that does not block has mostly ended afterwards, and nobody need be
  /// parked and woken; one that blocks costs a switch more. Behind others it would be no gain: who
  /// gives way stands at the end of the line.
  @SuppressWarnings("ThreadPriorityCheck") // it only saves time
  final void letBegin() {
    Thread caller = Thread.currentThread();
    // `previous` without its lock: it may be a moment old.
    if (previous == null
        && scope.strand.thread() == null
        && hasItsOwnThread()
        && caller.isVirtual()
        && !caller.isInterrupted()) {
      Thread.yield();
    }
  }

  final String title() {
    return title(name());
  }

  static String title(String name) {
    return "task \"" + name + "\"";
  }

  /// Its number in the tree.
  abstract long id();

  /// Where it was started, if that is known.
  abstract @Nullable StartSite site();

  final void cancel(Cancellation why) {
    TaskGroup group = group();
    if (scope.cancel(why)) {
      group.childWasCancelled();
    }
  }

  /// Not a field: a million tasks may sleep.
  final TaskGroup group() {
    return Objects.requireNonNull(Objects.requireNonNull(scope.outer).group);
  }
}
