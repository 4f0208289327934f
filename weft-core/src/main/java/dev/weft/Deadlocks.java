package dev.weft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// The graph: a strand that waits for a task has an edge to the task's strand; one that waits at the
// end of its group has an edge to each ordinary child that is live. All that a strand has edges to
// must end before it goes on, so a cycle is a deadlock, unless a deadline or somebody cancels one
// of it.
//
// 1. A strand publishes its edge with a volatile write, and that its target is awaited with
//    another, before it looks at those of the others. So the last one of a cycle sees all of it,
//    and at least one learns of every deadlock in every interleaving.
// 2. Nobody is told of a deadlock that never was: every edge of the cycle is read twice, and leads
//    to the same target both times, so all were there at once, between the two readings.
//    What waits in a cancelled scope is about to wait no more and has no edge.
// 3. Nobody looks who can be in no cycle: a thread that is no child, or one that nobody awaits,
//    neither directly nor at the end of the groups around it (mayBeAwaited). That costs a few reads
//    for almost all who wait.
// 4. Who awaits a task around it is in a deadlock already: that task ends after it (groupAbove).
//
// Defended by DeadlocksTest.
/// Finds tasks that wait for each other, when one of them is about to wait.
final class Deadlocks {
  private Deadlocks() {}

  /// Called by the strand's own thread when it has published what it waits for.
  ///
  /// @return what to throw if that waits for the strand in turn
  static @Nullable IllegalStateException found(Strand waiter, Awaited target) {
    IllegalStateException above =
        switch (target) {
          case Task<?> task -> foundAbove(waiter, task);
          case TaskWait<?> wait -> foundAbove(waiter, wait.needed());
          case TaskGroup _ -> null;
        };
    if (above != null) {
      return above;
    }
    if (mayBeAwaited(waiter)) {
      List<Strand> cycle = find(waiter);
      if (cycle != null) {
        return report(waiter, describe(cycle), cycle);
      }
    }
    return null;
  }

  private static @Nullable IllegalStateException foundAbove(
      Strand waiter, List<? extends Task<?>> tasks) {
    for (Task<?> task : tasks) {
      IllegalStateException found = foundAbove(waiter, task);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable IllegalStateException foundAbove(Strand waiter, Task<?> task) {
    TaskGroup group = groupAbove(waiter, task.scope.strand);
    return group == null
        ? null
        : report(
            waiter,
            waiter
                + " waits for "
                + task.scope.strand
                + ", which ends only after its "
                + group
                + " and so after "
                + waiter
                + "; only a deadline or a cancellation would end that: return instead of waiting",
            List.of(waiter, task.scope.strand));
  }

  private static IllegalStateException report(Strand waiter, String message, List<Strand> cycle) {
    Listeners.tell(() ->
        new TaskEvent.Deadlock(
            waiter.id(), waiter.label(), message, cycle.stream().map(Strand::id).toList()));
    return new IllegalStateException(message);
  }

  /// The group of `asked` that the waiter is in, however deep.
  private static @Nullable TaskGroup groupAbove(Strand waiter, Strand asked) {
    for (Scope scope = waiter.here(); scope != null; scope = scope.outer) {
      if (scope.strand == asked) {
        return scope.group;
      }
    }
    return null;
  }

  private static boolean mayBeAwaited(Strand waiter) {
    Scope scope = waiter.here();
    while (scope != null) {
      Strand strand = scope.strand;
      if (strand.wasAwaited()) {
        return true;
      }
      while (scope != null && scope.strand == strand) {
        scope = scope.outer;
      }
      if (scope != null && scope.strand.awaits() != scope.group) {
        return false;
      }
    }
    return false;
  }

  /// The strands from the waiter on, each of which waits for the next and the last for the waiter.
  private static @Nullable List<Strand> find(Strand waiter) {
    List<Strand> cycle;
    do {
      cycle = search(waiter);
      // What is over by now may have hidden another.
    } while (cycle != null && !stands(cycle));
    return cycle;
  }

  private static @Nullable List<Strand> search(Strand waiter) {
    Map<Strand, Strand> reachedFrom = new HashMap<>();
    Deque<Strand> reached = new ArrayDeque<>();
    reached.add(waiter);
    for (Strand strand = reached.poll(); strand != null; strand = reached.poll()) {
      for (Strand next : targets(strand)) {
        if (reachedFrom.putIfAbsent(next, strand) == null) {
          if (next == waiter) {
            return path(waiter, reachedFrom);
          }
          reached.push(next);
        }
      }
    }
    return null;
  }

  private static List<Strand> path(Strand waiter, Map<Strand, Strand> reachedFrom) {
    List<Strand> cycle = new ArrayList<>();
    Strand strand = waiter;
    do {
      strand = Objects.requireNonNull(reachedFrom.get(strand));
      cycle.add(strand);
    } while (strand != waiter);
    Collections.reverse(cycle);
    return cycle;
  }

  private static boolean stands(List<Strand> cycle) {
    for (int i = 0; i < cycle.size(); i++) {
      if (!targets(cycle.get(i)).contains(cycle.get((i + 1) % cycle.size()))) {
        return false;
      }
    }
    return true;
  }

  private static List<Strand> targets(Strand strand) {
    Awaited awaited = strand.awaits();
    if (awaited == null || isCancelled(strand)) {
      return List.of();
    }
    return switch (awaited) {
      case Task<?> task -> List.of(task.scope.strand);
      case TaskWait<?> wait -> wait.needed().stream().map(task -> task.scope.strand).toList();
      case TaskGroup group ->
          group.children().stream()
              .filter(child -> !child.background)
              .map(child -> child.scope.strand)
              .toList();
    };
  }

  private static boolean isCancelled(Strand strand) {
    Scope scope = strand.innermost();
    return scope != null && scope.cancellation() != null;
  }

  private static String describe(List<Strand> cycle) {
    var text = new StringBuilder().append(cycle.getFirst());
    for (int i = 0; i < cycle.size(); i++) {
      text.append(i == 0 ? " waits for " : ", which waits for ")
          .append(cycle.get((i + 1) % cycle.size()));
      if (cycle.get(i).awaits() instanceof TaskGroup group) {
        text.append(" at the end of ").append(group);
      }
    }
    return text.append(
            "; none of them ends unless a deadline or a cancellation ends it: let one return, or"
                + " cancel it")
        .toString();
  }
}
