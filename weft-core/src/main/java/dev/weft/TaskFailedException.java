package dev.weft;

import java.util.Objects;

/// A task failed. The cause is the failure itself, with the stack of the task; the stack of this
/// exception is that of the one who waited. Other failures of the same group are suppressed on it.
public final class TaskFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Task<?> task;

  TaskFailedException(Task<?> task, Throwable failure) {
    super("task \"" + task.name() + "\" failed: " + text(failure), failure);
    this.task = task;
  }

  /// The task that failed.
  ///
  /// @return the task
  public Task<?> task() {
    return task;
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
