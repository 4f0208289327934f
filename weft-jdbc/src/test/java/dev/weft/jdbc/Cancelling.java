package dev.weft.jdbc;

import dev.weft.Op;
import dev.weft.Outcome;
import dev.weft.TaskGroup;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Tasks that are cancelled in the middle of a statement.
final class Cancelling {
  private Cancelling() {}

  /// Runs `op` as a task and cancels it when the server runs a statement that contains `sql`.
  static Outcome<?> cancelled(String sql, Op<?, ?> op) throws InterruptedException {
    return cancelled(sql, op, () -> {});
  }

  static Outcome<?> cancelled(String sql, Op<?, ?> op, Runnable meanwhile)
      throws InterruptedException {
    return TaskGroup.supervise(group -> {
      var task = group.start("statement", op);
      Postgres.untilRunning(sql);
      meanwhile.run();
      task.cancel("client left");
      Postgres.until("task ended", task::isDone);
      return task.outcome();
    });
  }

  /// Runs `op` as a task that commits at a [ServerGate], and cancels it there. The gate is opened a
  /// while later, in which a request to cancel the commit would have come.
  static void cancelledInItsCommit(Op<?, ?> op) throws Exception {
    try (var gate = new ServerGate()) {
      TaskGroup.<Boolean, Exception>supervise(group -> {
        var task = group.start("commit", op);
        Postgres.untilRunning("COMMIT");
        task.cancel("client left");
        LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
        gate.open();
        Postgres.until("task ended", task::isDone);
        return true;
      });
    }
  }
}
