package dev.weft;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Everything of Weft that lives in the process: the threads that have opened groups, the groups,
/// their tasks, and so on down.
///
/// A snapshot can be taken at any time, in production too, from any thread. It stops nothing: it
/// goes from node to node while they start and end, so each node is as it was at one moment, but
/// not all of them at the same. One that starts or ends meanwhile may be missing. Threads that use
/// deadlines and shields but no groups are not in it.
///
/// Nothing is recorded for it that was not there anyway, apart from the start time and the
/// [StartSite] of a task, and nothing that has ended is kept by it.
///
/// ```java
/// System.out.println(TaskTree.snapshot());
/// ```
public final class TaskTree {
  private final Instant taken;
  private final List<TaskNode> nodes;

  TaskTree(Instant taken, List<TaskNode> nodes) {
    this.taken = taken;
    this.nodes = List.copyOf(nodes);
  }

  /// The tree of the whole process, without stacks: reads some fields of every task.
  ///
  /// @return the tree as it is now
  public static TaskTree snapshot() {
    return new Survey(false).take();
  }

  /// The tree of the whole process with the stack of every thread in it. What a thread waits on is
  /// told in more cases, by its stack: a sleep, a monitor, a socket. It is far slower, and each
  /// thread is held up for a moment while its stack is taken.
  ///
  /// @return the tree as it is now
  public static TaskTree snapshotWithStacks() {
    return new Survey(true).take();
  }

  /// Has a listener told of what happens to tasks from now on.
  ///
  /// @param listener whom to tell; it must not block, see there
  /// @return ends it when it is closed; an event that is on its way may still come
  public static Registration listen(TaskListener listener) {
    return new Registration(Objects.requireNonNull(listener));
  }

  /// A listener that is told of what happens, until this is closed.
  public static final class Registration implements AutoCloseable {
    private final TaskListener listener;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Registration(TaskListener listener) {
      this.listener = listener;
      Listeners.add(listener);
    }

    /// Has the listener told no more. Without effect if that was done before.
    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        Listeners.remove(listener);
      }
    }
  }

  /// When the snapshot was begun.
  ///
  /// @return the time
  public Instant taken() {
    return taken;
  }

  /// All nodes, each followed by what is below it; siblings in the order of their starts, what the
  /// body of a group has opened itself before the group's tasks.
  ///
  /// @return the nodes
  public List<TaskNode> nodes() {
    return nodes;
  }

  /// The node that has this number.
  ///
  /// @param id the number
  /// @return the node, if it is in this snapshot
  public Optional<TaskNode> find(long id) {
    return nodes.stream().filter(node -> node.id() == id).findFirst();
  }

  /// What a thread runs: its task, the operation of a combinator that it is at, or, for a thread
  /// outside of all groups, itself.
  ///
  /// @param thread the thread
  /// @return the node, if it is in this snapshot
  public Optional<TaskNode> find(Thread thread) {
    return nodes.stream()
        .filter(node -> node.thread() == thread && node.kind() != TaskNode.Kind.GROUP)
        .reduce((_, inner) -> inner);
  }

  /// A line for each node, indented by its depth; with its stack, if it has one, below it.
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (TaskNode node : nodes) {
      String indent = "  ".repeat(node.depth());
      text.append(indent).append(node).append('\n');
      for (StackTraceElement frame : node.stack()) {
        text.append(indent).append("      ").append(frame).append('\n');
      }
    }
    return text.toString();
  }
}
