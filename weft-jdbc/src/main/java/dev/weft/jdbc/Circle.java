package dev.weft.jdbc;

import dev.weft.TaskNode;
import dev.weft.TaskState;
import dev.weft.TaskTree;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

// A holder is in it if its thread and each task below it waits for a connection, for the end of its
// own group, or for a task of which all that holds too. So nobody is left who could give the
// connection back, on whatever thread. Who waits for anything else, or has not begun, may go on.
/// Those who wait for each other's connections, as far as one reading of the tree tells.
final class Circle {
  private final List<TaskNode> nodes;
  private final Map<Thread, Acquisition> waiting = new HashMap<>();
  private final Map<Thread, Long> awaited = new HashMap<>();
  private final Set<Thread> atTheEndOfGroups = new HashSet<>();
  private final Set<Long> visited = new HashSet<>();
  private final Set<Acquisition> waits = new HashSet<>();

  Circle(TaskTree tree, Collection<Acquisition> waits) {
    this.nodes = tree.nodes();
    waits.forEach(wait -> waiting.put(wait.waiter(), wait));
    for (TaskNode node : nodes) {
      Thread thread = node.thread();
      if (thread == null) {
        continue;
      }
      if (node.kind() == TaskNode.Kind.GROUP) {
        if (node.state() == TaskState.WAITING) {
          atTheEndOfGroups.add(thread);
        }
      } else if (node.waiting() != null && isForATask(node.waiting())) {
        awaited.put(thread, node.waiting().holders().getFirst().id());
      }
    }
  }

  private static boolean isForATask(TaskNode.Wait wait) {
    return wait.holders().size() == 1 && wait.holders().getFirst().name().equals(wait.on());
  }

  /// The waits for a connection that were found on the way.
  Set<Acquisition> waits() {
    return waits;
  }

  /// Whether none of the threads that hold a connection can go on.
  boolean includes(Collection<Thread> holders) {
    return !holders.isEmpty() && holders.stream().allMatch(this::isStuck);
  }

  private boolean isStuck(Thread holder) {
    int top = outermost(holder);
    return top < 0 ? isWaiting(holder) : isStuck(top);
  }

  private boolean isStuck(int top) {
    Deque<Integer> tops = new ArrayDeque<>(List.of(top));
    while (!tops.isEmpty()) {
      int at = tops.pop();
      int depth = nodes.get(at).depth();
      do {
        TaskNode node = nodes.get(at);
        if (visited.add(node.id()) && mayGoOn(node)) {
          int awaitedAt = indexOf(awaited.get(node.thread()));
          if (awaitedAt < 0) {
            return false;
          }
          tops.push(awaitedAt);
        }
        at++;
      } while (at < nodes.size() && nodes.get(at).depth() > depth);
    }
    return true;
  }

  /// Whether it waits neither for a connection nor for what is below it.
  private boolean mayGoOn(TaskNode node) {
    Thread thread = node.thread();
    return node.kind() != TaskNode.Kind.GROUP
        && (thread == null || !(isWaiting(thread) || atTheEndOfGroups.contains(thread)));
  }

  private boolean isWaiting(Thread thread) {
    Acquisition wait = waiting.get(thread);
    if (wait != null) {
      waits.add(wait);
    }
    return wait != null;
  }

  /// Where the thread is in the tree, with all that it runs below it.
  private int outermost(Thread thread) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).thread() == thread && nodes.get(i).kind() != TaskNode.Kind.GROUP) {
        return i;
      }
    }
    return -1;
  }

  private int indexOf(@Nullable Long id) {
    for (int i = 0; id != null && i < nodes.size(); i++) {
      if (nodes.get(i).id() == id) {
        return i;
      }
    }
    return -1;
  }
}
