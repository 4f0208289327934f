package dev.weft;

import org.jspecify.annotations.Nullable;

/// A [Deadline] expired before its operation ended. Only that deadline throws it, so it is never
/// confused with the time-out of a library or of an outer deadline. The cause is what the operation
/// threw when it was broken off.
public final class DeadlineExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Deadline deadline;

  DeadlineExceededException(Deadline deadline, @Nullable Throwable cause) {
    super(deadline + " exceeded", cause);
    this.deadline = deadline;
  }

  /// The deadline that expired.
  ///
  /// @return the deadline
  public Deadline deadline() {
    return deadline;
  }
}
