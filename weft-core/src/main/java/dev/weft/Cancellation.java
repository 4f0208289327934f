package dev.weft;

import java.util.Objects;

/// Why something is cancelled, and who asked for it.
///
/// It is set once and stays: everything below the cancelled task, group or deadline can read it, in
/// [CancelledException#cancellation()], [Outcome.Cancelled] and [TaskCancelledException].
///
/// @param reason why, for a reader of logs, for example `client disconnected`
/// @param source who asked, for example `task "posts"` or `thread "main"`
public record Cancellation(String reason, String source) {

  /// A cancellation that the calling thread asks for.
  static Cancellation by(String reason) {
    Objects.requireNonNull(reason, "reason");
    Strand strand = Strand.current();
    return new Cancellation(
        reason, strand == null ? Strand.describe(Thread.currentThread()) : strand.toString());
  }

  @Override
  public String toString() {
    return reason + " (by " + source + ")";
  }
}
