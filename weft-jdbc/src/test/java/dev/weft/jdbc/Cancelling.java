package dev.weft.jdbc;

import dev.weft.Op;
import dev.weft.Outcome;
import dev.weft.TaskGroup;
import java.time.Duration;

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
      Postgres.until(Duration.ofSeconds(10), "task ended", task::isDone);
      return task.outcome();
    });
  }
}
