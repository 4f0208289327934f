package dev.weft;

import org.jspecify.annotations.Nullable;

/// The calling task is cancelled. Thrown by every wait of Weft's own; the JDK's waits throw the
/// plain [InterruptedException] instead.
///
/// Cancellation is sticky: a caller that swallows this exception is cancelled again at its next
/// wait of Weft's own. The JDK's waits are interrupted once and know nothing of that: before such a
/// one ask [Tasks#checkCancelled()].
public final class CancelledException extends InterruptedException {
  private static final long serialVersionUID = 1L;

  private final transient Cancellation cancellation;

  CancelledException(Cancellation cancellation) {
    this(cancellation, null);
  }

  CancelledException(Cancellation cancellation, @Nullable Throwable cause) {
    super("cancelled: " + cancellation);
    this.cancellation = cancellation;
    if (cause != null) {
      initCause(cause);
    }
  }

  /// What a scope cancelled for this reason throws when a wait inside it was broken off by
  /// `thrown`.
  static CancelledException of(Cancellation why, Throwable thrown) {
    return thrown instanceof CancelledException told && told.cancellation == why
        ? told
        : new CancelledException(why, thrown);
  }

  /// Why, and who asked.
  ///
  /// @return the cancellation of the innermost cancelled scope that the thread is in
  public Cancellation cancellation() {
    return cancellation;
  }
}
