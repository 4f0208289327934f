package dev.weft;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that has happened to a task, a group or a thread of the tree.
public sealed interface TaskEvent {

  /// Its number, the same as [TaskNode#id()]: unique in the process, never used again.
  ///
  /// @return the number
  long id();

  /// Its name: that of the task or the group, or `thread "main"` for a thread.
  ///
  /// @return the name
  String name();

  /// A task begins to run; told by its thread.
  ///
  /// @param id the number of the task
  /// @param name its name
  /// @param group the number of its group
  /// @param site where it was started, if that is known
  /// @param thread the thread that runs it. Operations of a combinator may share one
  record Started(long id, String name, long group, @Nullable StartSite site, Thread thread)
      implements TaskEvent {}

  /// A task has ended; told by its thread, before anyone who awaits it learns of it. A task that
  /// was cancelled before it began has an end but no start.
  ///
  /// @param id the number of the task
  /// @param name its name
  /// @param outcome how it ended. To look at it here does not count as looking at a failure, and
  ///   its value belongs to somebody else
  record Ended(long id, String name, Outcome<?> outcome) implements TaskEvent {}

  /// Somebody asked a task, a group or a part of either that has a deadline to end, and it was not
  /// cancelled before; told by the thread that asked, for a deadline that of the timers. What is
  /// below is cancelled with it and not told of.
  ///
  /// @param id the number of the task, group or thread
  /// @param name its name
  /// @param cancellation why, and who asked
  record CancelRequested(long id, String name, Cancellation cancellation) implements TaskEvent {}

  /// A thread begins to wait for the end of a task, or of all tasks of its group; told by that
  /// thread. Other waits are not told of, since they are the JDK's own: a [TaskTree#snapshot()]
  /// shows them.
  ///
  /// @param id the number of the waiting task or thread
  /// @param name its name
  /// @param on what it waits on
  record Blocked(long id, String name, String on) implements TaskEvent {}

  /// A wait that was told of as [Blocked] is over; told by its thread.
  ///
  /// @param id the number of the waiting task or thread
  /// @param name its name
  record Unblocked(long id, String name) implements TaskEvent {}

  /// A mistake in the program, which is also logged or thrown.
  sealed interface Mistake extends TaskEvent {

    /// What is wrong, with its values, and what to do about it.
    ///
    /// @return the message
    String message();
  }

  /// A task failed and nobody looked at it. Logged.
  ///
  /// @param id the number of the task
  /// @param name its name
  /// @param message what is wrong
  /// @param site where the task was started, if that is known
  /// @param failure what it threw
  record FailureUnseen(
      long id, String name, String message, @Nullable StartSite site, Throwable failure)
      implements Mistake {}

  /// A task still runs although it was cancelled a grace period ago. Told once for a task, by the
  /// thread that waits for it. Logged with the stack.
  ///
  /// @param id the number of the task
  /// @param name its name
  /// @param message what is wrong
  /// @param site where the task was started, if that is known
  /// @param cancellation what it does not heed
  /// @param grace how long it has had
  /// @param stack where it is; empty if it has not begun or has just ended
  record Stuck(
      long id,
      String name,
      String message,
      @Nullable StartSite site,
      Cancellation cancellation,
      Duration grace,
      List<StackTraceElement> stack)
      implements Mistake {

    /// Keeps the list as it is now.
    public Stuck {
      stack = List.copyOf(stack);
    }
  }

  /// A task was about to wait for another one that waits for it in turn. Thrown as an
  /// [IllegalStateException] in that task.
  ///
  /// @param id the number of the task that was about to wait
  /// @param name its name
  /// @param message what is wrong
  /// @param cycle the numbers of the tasks, each of which waits for the next and the last for the
  ///   first
  record Deadlock(long id, String name, String message, List<Long> cycle) implements Mistake {

    /// Keeps the list as it is now.
    public Deadlock {
      cycle = List.copyOf(cycle);
    }
  }
}
