package dev.weft;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. A child is added under the lock after a look at the scope's cancellation; a canceller marks
//    the scope before it collects the children under the lock. So no child escapes a cancellation.
// 2. The counts and the state change together: no ordinary child is added once the group was seen
//    to have none.
// 3. `joining` is set when the owner has seen children and is going to park; from then on it is
//    unparked when the last ordinary child, and after that when any, is gone.
//
// OPEN -> ENDED (endOrNewest: the body has ended and there is no child), or OPEN -> WINDING_DOWN
// (windDown: body and ordinary children have ended) -> ENDED (end: no live child). An addition is
// refused from WINDING_DOWN on, and while the scope is cancelled.
//
// Defended by TaskGroupTest, TaskGroupRaceTest.
/// The children of a group that have not ended.
final class Children {
  private final TaskGroup group;
  private final Thread owner = Thread.currentThread();

  // Guarded by this.
  private State state = State.OPEN;
  private @Nullable Child first;
  private int ordinary;
  private int background;
  private long id;
  private boolean joining;

  private enum State {
    OPEN,
    WINDING_DOWN,
    ENDED
  }

  Children(TaskGroup group) {
    this.group = group;
  }

  synchronized void requireNotEnded(String task) {
    if (state == State.ENDED) {
      throw new StartRefusedException(
          group + " has ended; start task \"" + task + "\" before run() returns");
    }
  }

  /// Adds a hand unless the group is being cancelled or ends.
  synchronized boolean join(Hand hand) {
    if (state != State.OPEN || group.scope().cancellation() != null) {
      return false;
    }
    link(hand);
    return true;
  }

  synchronized void add(Task<?> task) {
    Cancellation why = group.scope().cancellation();
    requireNotEnded(task.name());
    if (why != null || state == State.WINDING_DOWN) {
      throw new StartRefusedException(
          "task \""
              + task.name()
              + "\" is not started: "
              + group
              + (why == null
                  ? " is ending, only its background tasks are left"
                  : " is cancelled: " + why));
    }
    link(task);
  }

  private void link(Child child) {
    child.next = first;
    if (first != null) {
      first.previous = child;
    }
    first = child;
    count(child, 1);
  }

  /// Called last of all by a child's thread: the child is gone.
  void remove(Child child) {
    boolean wake;
    synchronized (this) {
      if (child.previous != null) {
        child.previous.next = child.next;
      } else {
        first = child.next;
      }
      if (child.next != null) {
        child.next.previous = child.previous;
      }
      child.previous = null;
      child.next = null;
      count(child, -1);
      wake = joining && ordinary == 0;
    }
    if (wake) {
      LockSupport.unpark(owner);
    }
  }

  private void count(Child child, int change) {
    if (child.background) {
      background += change;
    } else {
      ordinary += change;
    }
  }

  /// The number of the group in the tree.
  synchronized long id() {
    if (id == 0) {
      id = NodeIds.next();
    }
    return id;
  }

  void wakeOwner() {
    LockSupport.unpark(owner);
  }

  /// Whether there is an ordinary child; the owner is unparked when there is none.
  synchronized boolean hasOrdinary() {
    joining |= ordinary > 0;
    return ordinary > 0;
  }

  synchronized boolean isEnded() {
    return state == State.ENDED;
  }

  synchronized boolean isWindingDown() {
    return state == State.WINDING_DOWN;
  }

  /// Ends the group at once if no child is left, neither ordinary nor background.
  ///
  /// @return the newest child, or null if there was none and the group has ended
  synchronized @Nullable Child endOrNewest() {
    if (first == null) {
      state = State.ENDED;
    }
    return first;
  }

  /// Refuses new children from now on if no ordinary one is left.
  synchronized boolean windDown() {
    if (hasOrdinary()) {
      return false;
    }
    state = State.WINDING_DOWN;
    return true;
  }

  /// Ends the group if no child is left.
  synchronized boolean end() {
    joining = ordinary + background > 0;
    if (joining) {
      return false;
    }
    state = State.ENDED;
    return true;
  }

  synchronized int size() {
    return ordinary + background;
  }

  synchronized List<Child> all() {
    List<Child> all = new ArrayList<>(ordinary + background);
    for (Child child = first; child != null; child = child.next) {
      all.add(child);
    }
    return all;
  }

  /// Adds their scopes to what a cancellation has to reach.
  synchronized void collect(Deque<Scope> reached) {
    for (Child child = first; child != null; child = child.next) {
      reached.add(child.scope);
    }
  }
}
