package dev.weft;

import dev.weft.internal.Durations;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A thread, group or task as it was when a [TaskTree#snapshot()] came to it.
///
/// A deadline, shield or region of [Tasks#cancelWith(Canceller, Op)] is no node of its own: it
/// counts for the node that it is in.
///
/// @param id its number: unique in the process, never used again, the same in every snapshot and in
///   [TaskEvent]s
/// @param parent the number of the node that it belongs to: of a group for a task, of a task, a
///   group or a thread for a group; 0 for a thread
/// @param depth how many nodes there are above it
/// @param kind what it is
/// @param name the name of the group or task; for a thread as in `thread "main"`
/// @param state where it is in its life. A group is running while its body is, then it waits
/// @param site where it was started or, for a group, opened; null if that is not known
/// @param age how long ago it was started; null for what is no task of its own: groups, threads and
///   the operations of combinators
/// @param budgetLeft what is left of the tightest deadline in force, not negative; null if there is
///   none
/// @param cancellation why it is cancelled; null if it is not
/// @param waiting what its thread waits on; null if it does not wait or nothing can be told
/// @param thread the thread that runs it, for a group that of the body; null if it has not begun. A
///   snapshot keeps it reachable: do not keep snapshots for ever
/// @param stack where that thread was, innermost frame first, in a [TaskTree#snapshotWithStacks()];
///   else, and for a group, empty
public record TaskNode(
    long id,
    long parent,
    int depth,
    Kind kind,
    String name,
    TaskState state,
    @Nullable StartSite site,
    @Nullable Duration age,
    @Nullable Duration budgetLeft,
    @Nullable Cancellation cancellation,
    @Nullable Wait waiting,
    @Nullable Thread thread,
    List<StackTraceElement> stack) {

  /// Keeps the stack as it is now.
  public TaskNode {
    stack = List.copyOf(stack);
  }

  /// What a node is.
  public enum Kind {
    /// A thread outside of all groups that has opened one.
    THREAD,
    /// A [TaskGroup], or what a combinator such as [Tasks#gather(java.util.Collection)] has opened.
    GROUP,
    /// A [Task], or an operation of a combinator.
    TASK
  }

  /// What a thread waits on.
  ///
  /// @param on what it is: a [Blocker] describes itself, so does a task; of the JDK's locks and
  ///   queues it is the class and what is known of the state
  /// @param holders who would have to act for the wait to end, as far as that is known. The holder
  ///   of a lock of the JDK is not. For the end of a group it is empty: its tasks are the nodes
  ///   below
  public record Wait(String on, List<Holder> holders) {

    /// Keeps the list as it is now.
    public Wait {
      holders = List.copyOf(holders);
    }
  }

  /// Who holds what another one waits on.
  ///
  /// @param id the number of its node; 0 for a thread that is not in the tree
  /// @param name as in `task "posts"` or `thread "main"`
  public record Holder(long id, String name) {}

  /// How it is spoken of, for example `task "posts"`, `group "load"` or `thread "main"`.
  ///
  /// @return kind and name
  public String title() {
    return switch (kind) {
      case THREAD -> name;
      case GROUP -> "group \"" + name + "\"";
      case TASK -> Child.title(name);
    };
  }

  /// One line: title, state, and of the rest what there is. An age is told from ten seconds on, a
  /// budget rounded up: to minutes from ten minutes on, to seconds from ten seconds on.
  @Override
  public String toString() {
    var text = new StringBuilder(title());
    text.append(kind == Kind.GROUP ? groupState() : taskState());
    if (waiting != null) {
      text.append(" for ").append(waiting.on());
      List<String> holders =
          waiting.holders().stream()
              .map(Holder::name)
              .filter(holder -> !holder.equals(waiting.on()))
              .toList();
      if (!holders.isEmpty()) {
        text.append(", held by ").append(String.join(", ", holders));
      }
    }
    if (cancellation != null) {
      text.append("; cancelled: ").append(cancellation);
    }
    if (age != null && age.toSeconds() >= 10) {
      text.append("; ").append(Durations.text(Duration.ofSeconds(age.toSeconds()))).append(" old");
    }
    if (budgetLeft != null) {
      text.append("; budget left ").append(Durations.text(rounded(budgetLeft)));
    }
    if (site != null) {
      text.append("; at ").append(site);
    }
    return text.toString();
  }

  private String taskState() {
    return switch (state) {
      case READY -> " has not begun";
      case RUNNING -> " is running";
      case WAITING -> " waits";
      case SUCCEEDED, FAILED, CANCELLED -> " has ended";
    };
  }

  private String groupState() {
    return state == TaskState.WAITING ? " waits for its tasks" : " is open";
  }

  private static Duration rounded(Duration budget) {
    long seconds = budget.toSeconds();
    if (seconds >= 600) {
      return Duration.ofMinutes(budget.plusSeconds(60).minusNanos(1).toMinutes());
    }
    return seconds >= 10
        ? Duration.ofSeconds(budget.plusSeconds(1).minusNanos(1).toSeconds())
        : Duration.ofMillis(budget.plusMillis(1).minusNanos(1).toMillis());
  }
}
