package dev.weft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

// One node of the tree in which cancellation and deadlines travel: a task, a group, a deadline, a
// shield or a region with a canceller.
//
// 1. A scope is entered and left by the thread of one strand, innermost last.
// 2. `own` is set at most once, by whoever cancels this scope; `inherited` at most once, when a
//    scope around it is cancelled. Neither is ever taken back.
// 3. Cancelling pushes: when cancel() returns, every scope below (up to shields) knows of it, and
//    every thread in one of them has its canceller called or an interrupt on its way. What another
//    cancel() has reached already is left to that one, which may still be on its way down.
// 4. A scope that was left changes no more.
/// A part of a thread's work that is cancelled as a whole.
final class Scope {
  /// The scope around this one: on the same strand, or the group's scope for the first of a task.
  final @Nullable Scope outer;

  final Strand strand;
  final boolean shield;
  final @Nullable TaskGroup group;
  final @Nullable Deadline deadline;

  /// What is called instead of an interrupt while this is the innermost scope.
  final @Nullable CancelRegion region;

  // Written under the strand's lock, read by any.
  private volatile @Nullable Cancellation own;
  private volatile @Nullable Cancellation inherited;

  // Guarded by the strand.
  @Nullable Scope inner;
  boolean left;

  // Written by the strand's thread: by enter(), and when a region inside was broken off; until the
  // next one this keeps what that threw.
  boolean enteredCancelled;
  @Nullable Throwable brokenOff;

  enum Kind {
    OPEN,
    SHIELD
  }

  Scope(
      Strand strand,
      @Nullable Scope outer,
      Kind kind,
      @Nullable TaskGroup group,
      @Nullable Deadline deadline,
      @Nullable CancelRegion region) {
    this.strand = strand;
    this.outer = outer;
    this.shield = kind == Kind.SHIELD;
    this.group = group;
    this.deadline = deadline;
    Scope around = around();
    this.region = region != null || around == null ? region : around.region;
  }

  /// The scope around this one on the same strand.
  @Nullable Scope around() {
    return outer != null && outer.strand == strand ? outer : null;
  }

  /// What is in force here: an outer cancellation before one's own.
  @Nullable Cancellation cancellation() {
    Cancellation outside = inherited;
    return outside != null ? outside : own;
  }

  @Nullable Cancellation own() {
    return own;
  }

  /// The cancellation of a scope around this one that came while this one was running.
  @Nullable Cancellation arrivedFromOutside() {
    return enteredCancelled ? null : inherited;
  }

  /// Cancels this scope and everything below it; the first cancellation stays. False if this scope
  /// was cancelled or left before.
  boolean cancel(Cancellation why) {
    Deque<Scope> reached = new ArrayDeque<>();
    List<Strand> woken = new ArrayList<>();
    boolean first = strand.cancel(this, why, true, reached, woken);
    for (Scope scope = reached.poll(); scope != null; scope = reached.poll()) {
      scope.strand.cancel(scope, why, false, reached, woken);
    }
    if (first && Listeners.any()) {
      Listeners.cancelRequested(this, why);
    }
    // Last, when all know of it.
    Wakeups.send(woken);
    return first;
  }

  boolean markOwn(Cancellation why) {
    if (own != null) {
      return false;
    }
    own = why;
    return true;
  }

  boolean markInherited(Cancellation why) {
    if (inherited != null) {
      return false;
    }
    inherited = why;
    return true;
  }

  /// Whether `scope` is this one or lies below it.
  boolean contains(@Nullable Scope scope) {
    for (Scope s = scope; s != null; s = s.outer) {
      if (s == this) {
        return true;
      }
    }
    return false;
  }
}
