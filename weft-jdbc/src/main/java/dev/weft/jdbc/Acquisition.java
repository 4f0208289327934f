package dev.weft.jdbc;

import dev.weft.Op;
import dev.weft.Tasks;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

// A pool waits interruptibly, but it also tests idle connections on the thread that asks for one:
// an interrupt that is pending there closes them, one after the other. So the pool is asked on
// another thread, which nobody interrupts.
//
// The connection has one owner at any moment: the future decides whether the caller gets it or the
// asking thread gives it back.
/// The wait for a connection.
final class Acquisition {
  private static final System.Logger LOG = System.getLogger("dev.weft.jdbc");

  private Acquisition() {}

  static Connection await(Op<Connection, SQLException> source) throws SQLException {
    try {
      Tasks.checkCancelled();
      var arrival = new CompletableFuture<Connection>();
      Thread.ofVirtual().name("weft-jdbc-acquire").start(() -> acquire(source, arrival));
      return receive(arrival);
    } catch (InterruptedException e) {
      throw SqlRegion.refused("getConnection", e);
    }
  }

  private static Connection receive(CompletableFuture<Connection> arrival)
      throws SQLException, InterruptedException {
    try {
      return arrival.get();
    } catch (ExecutionException e) {
      SQLException failure = SqlRegion.failure(e.getCause());
      // It was thrown on the other thread; this is the stack that helps.
      failure.addSuppressed(new Throwable("the connection was asked for here"));
      throw failure;
    } catch (InterruptedException e) {
      if (!arrival.cancel(false) && !arrival.isCompletedExceptionally()) {
        // Both came at once. The caller closes what it has; the next call is refused.
        Thread.currentThread().interrupt();
        return arrival.join();
      }
      Tasks.checkCancelled();
      throw e;
    }
  }

  private static void acquire(
      Op<Connection, SQLException> source, CompletableFuture<Connection> arrival) {
    try {
      Connection connection = source.call();
      if (!arrival.complete(connection)) {
        connection.close();
      }
    } catch (Throwable thrown) {
      if (!arrival.completeExceptionally(thrown)) {
        LOG.log(Level.DEBUG, "connection of a cancelled wait", thrown);
      }
    }
  }
}
