package dev.weft;

/// A task could not be started, because its group is being cancelled, has ended, or is used from
/// outside. The operation does not run.
public final class StartRefusedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  StartRefusedException(String message) {
    super(message);
  }
}
