package dev.weft;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A task failed. The cause is the failure itself, with the stack of the task; the stack of this
/// exception is that of the one who waited. Other failures of the same group are suppressed on it.
public final class TaskFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String taskName;
  private final transient @Nullable Task<?> task;

  TaskFailedException(String taskName, @Nullable Task<?> task, Throwable failure) {
    super("task \"" + taskName + "\" failed: " + text(failure), failure);
    this.taskName = taskName;
    this.task = task;
  }

  /// The name of the task that failed.
  ///
  /// @return the name
  public String taskName() {
    return taskName;
  }

  boolean isOf(Task<?> asked) {
    return task == asked;
  }

  /// What `failure` says, or its type where it fails to say anything.
  static String text(Throwable failure) {
    try {
      return failure.toString();
    } catch (RuntimeException e) {
      return failure.getClass().getName();
    }
  }

  /// The failure; never null.
  Throwable failure() {
    return Objects.requireNonNull(getCause());
  }
}
