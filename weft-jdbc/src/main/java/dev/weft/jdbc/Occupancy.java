package dev.weft.jdbc;

import dev.weft.Op;
import dev.weft.TaskTree;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

// 1. `user` is set by the thread whose call is running, and by nobody else until that has left.
// 2. Who is refused touches nothing of the connection. A close that is refused sets `toBeClosed`
//    and then looks at `user`; who leaves does it the other way round. So one of them closes it,
//    and it is not lost to its pool.
//
// Defended by OwnershipTest.
/// Whose call runs on a connection: of one thread at a time.
final class Occupancy {
  private static final System.Logger LOG = System.getLogger("dev.weft.jdbc");

  private final Op<?, SQLException> close;
  private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();
  private volatile boolean toBeClosed;

  // Written by who is in; read by any, to whom an old value does no harm.
  private @Nullable Thread lastUser;

  /// @param close gives the connection back
  Occupancy(Op<?, SQLException> close) {
    this.close = close;
  }

  /// Begins a call.
  ///
  /// @return false if it is made inside another call of the same thread, which is the one to leave
  /// @throws SQLException if a call of another thread is running
  boolean enter(String call) throws SQLException {
    Thread self = Thread.currentThread();
    Thread other = user.compareAndExchange(null, self);
    if (other == null) {
      lastUser = self;
      return true;
    }
    if (other == self) {
      return false;
    }
    throw refused(call, self, other);
  }

  /// Begins the close of the connection. If that is refused, who is in will close it.
  boolean enterToClose() throws SQLException {
    Thread self = Thread.currentThread();
    Thread other = user.compareAndExchange(null, self);
    if (other != null && other != self) {
      toBeClosed = true;
      if (user.compareAndExchange(null, self) != null) {
        throw refused("close", self, other);
      }
      toBeClosed = false;
    }
    return other != self;
  }

  void leave() {
    user.set(null);
    if (toBeClosed && user.compareAndSet(null, Thread.currentThread())) {
      toBeClosed = false;
      close();
      user.set(null);
    }
  }

  /// Whether a call is running, for other threads.
  boolean isOccupied() {
    return user.get() != null;
  }

  /// Whose call was the last, if there was one.
  @Nullable Thread lastUser() {
    return lastUser;
  }

  private void close() {
    try {
      SqlRegion.cleanUp("close", close::call);
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "connection not closed that another thread had asked to close", e);
    }
  }

  private static SQLException refused(String call, Thread self, Thread other) {
    TaskTree tree = TaskTree.snapshot();
    return new SQLException(
        call
            + " not run, "
            + Title.of(self, tree)
            + " uses a connection that "
            + Title.of(other, tree)
            + " is using at this moment; give each task a connection of its own, or let one use it"
            + " after the other",
        "HY010");
  }
}
