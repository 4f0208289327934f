package dev.weft.jdbc;

import dev.weft.CancelledException;
import dev.weft.Canceller;
import dev.weft.DeadlineExceededException;
import dev.weft.Op;
import dev.weft.Shield;
import dev.weft.Tasks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where calls of the driver run: no interrupt of Weft's gets at them, for it would close the
/// socket and with it the connection.
final class SqlRegion {
  /// "Query cancelled": PostgreSQL and the standard, ODBC style, MySQL, Oracle.
  private static final Set<String> CANCELLED_STATES = Set.of("57014", "HY008", "70100", "72000");

  // A clean-up that hangs for longer hangs on a dead network; then the connection may go.
  private static final Duration CLEAN_UP_BOUND = Duration.ofSeconds(10);

  private SqlRegion() {}

  /// Makes a call that a cancellation breaks off by `canceller`. In a cancelled task the call is
  /// not made.
  static <T extends @Nullable Object> T call(
      String name, Canceller canceller, Op<T, SQLException> op) throws SQLException {
    try {
      return Tasks.cancelWith(canceller, op);
    } catch (InterruptedException e) {
      throw refused(name, e);
    } catch (SQLException e) {
      throw explain(name, e);
    }
  }

  /// Makes a call that is made and finished whether or not the task is cancelled.
  static <T extends @Nullable Object> T cleanUp(String name, Op<T, SQLException> op)
      throws SQLException {
    // Usually the task is not cancelled, and a region costs less than a shield with its timer. With
    // an interrupt pending it would be refused, and that would count as the task having seen its
    // cancellation.
    if (!Thread.currentThread().isInterrupted()) {
      try {
        return Tasks.cancelWith(ServerCancel.NONE, op);
      } catch (CancelledException e) {
        // Refused, for a call of JDBC throws no such thing; the shield is for this.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return shielded(name, op);
  }

  private static <T extends @Nullable Object> T shielded(String name, Op<T, SQLException> op)
      throws SQLException {
    var stranger = new StrangersInterrupt();
    try {
      return Shield.run(
          CLEAN_UP_BOUND,
          () -> {
            stranger.hold();
            return op.call();
          });
    } catch (DeadlineExceededException e) {
      throw new SQLException(
          name + " took longer than " + CLEAN_UP_BOUND.toSeconds() + " s", "08006", e);
    } catch (InterruptedException e) {
      throw refused(name, e);
    } finally {
      stranger.release();
    }
  }

  /// What a call throws that was not made.
  static SQLException refused(String name, InterruptedException interrupt) {
    if (interrupt instanceof CancelledException cancelled) {
      return cancelled(name + " not run, the task is cancelled", cancelled);
    }
    // An interrupt of somebody else's: JDBC cannot throw it, so it stays pending.
    Thread.currentThread().interrupt();
    return new SQLException(name + " not run, the thread is interrupted", "57014", interrupt);
  }

  /// A failure that was caught as the cause of another one, as JDBC may throw it.
  static SQLException failure(@Nullable Throwable thrown) {
    return switch (thrown) {
      case SQLException failure -> failure;
      case RuntimeException failure -> throw failure;
      case Error failure -> throw failure;
      case null, default -> new SQLException("unexpected failure: " + thrown, thrown);
    };
  }

  private static SQLException explain(String name, SQLException thrown) {
    String state = thrown.getSQLState();
    if (state == null || !CANCELLED_STATES.contains(state)) {
      return thrown;
    }
    try {
      Tasks.checkCancelled();
      return thrown;
    } catch (CancelledException e) {
      // What the server said is how the cancellation showed itself, not a failure beside it.
      e.initCause(thrown);
      return cancelled(name + " cancelled on the server", e);
    }
  }

  private static SQLException cancelled(String fact, CancelledException cancelled) {
    return new SQLException(fact + ": " + cancelled.cancellation(), "57014", cancelled);
  }
}
