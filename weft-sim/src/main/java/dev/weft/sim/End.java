package dev.weft.sim;

import dev.weft.internal.Sneaky;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a run ended.
record End<T extends @Nullable Object>(Run run, @Nullable T value, @Nullable Throwable thrown) {

  /// Whether anything is wrong.
  boolean isBad() {
    return thrown != null || !run.findings.isEmpty();
  }

  /// The program's own result or failure, unless something else is wrong.
  <X extends Exception> T result(Options options) throws X {
    if (thrown != null && !(thrown instanceof SimulationFailure)) {
      thrown.addSuppressed(failure(options));
      throw Sneaky.<X>rethrow(thrown);
    }
    requireGood(options);
    return Sneaky.present(value);
  }

  /// Throws unless all was in order.
  void requireGood(Options options) {
    if (isBad()) {
      throw failure(options);
    }
  }

  private SimulationFailure failure(Options options) {
    return new SimulationFailure(what(), options, run, thrown);
  }

  /// What is wrong; empty if nothing is.
  String what() {
    List<String> findings = run.findings;
    return thrown == null
        ? String.join("\n", findings)
        : "the program failed: "
            + thrown
            + (findings.isEmpty() ? "" : "\n" + String.join("\n", findings));
  }
}
