package dev.weft;

/// A task whose result is needed was cancelled. It says nothing about the one who waits: that a
/// child was cancelled does not mean that its parent is (that would be a [CancelledException]).
public final class TaskCancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Cancellation cancellation;

  /// For combinators of one's own.
  ///
  /// @param task the name of the task or operation that was cancelled
  /// @param cancellation why, and who asked
  public TaskCancelledException(String task, Cancellation cancellation) {
    super("task \"" + task + "\" was cancelled: " + cancellation);
    this.cancellation = cancellation;
  }

  /// Why the task was cancelled, and who asked.
  ///
  /// @return the cancellation that ended the task
  public Cancellation cancellation() {
    return cancellation;
  }
}
