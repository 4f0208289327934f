package dev.weft.sim;

import dev.weft.Op;
import org.jspecify.annotations.Nullable;

/// What a run runs, and how that ended.
final class Program<T extends @Nullable Object> implements Runnable {
  private final Op<? extends T, ?> op;
  private final Run run;
  private @Nullable T value;
  private @Nullable Throwable thrown;

  Program(Op<? extends T, ?> op, Run run) {
    this.op = op;
    this.run = run;
  }

  @Override
  public void run() {
    try {
      value = op.call();
    } catch (Throwable t) {
      if (!run.isOver()) {
        thrown = t;
      }
    }
    if (Thread.interrupted() && !(thrown instanceof InterruptedException)) {
      run.finding("an interrupt is left on the thread of the program");
    }
  }

  End<T> end() {
    return new End<>(run, value, thrown);
  }
}
