package dev.weft.jdbc;

import dev.weft.Op;
import dev.weft.Tasks;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

// A pool waits interruptibly, but it also tests idle connections on the thread that asks for one:
// an interrupt that is pending there closes them, one after the other. So the pool is asked on
// another thread, which nobody interrupts.
//
// The connection has one owner at any moment: the future decides whether the caller gets it or the
// asking thread gives it back.
/// The wait for a connection. The later one begins, the greater it is.
final class Acquisition implements Comparable<Acquisition> {
  private static final System.Logger LOG = System.getLogger("dev.weft.jdbc");
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Lending lending;
  private final Thread waiter = Thread.currentThread();
  private final long number = NUMBERS.incrementAndGet();
  private final long begunAt = System.nanoTime();
  private final CompletableFuture<Connection> arrival = new CompletableFuture<>();

  Acquisition(Lending lending) {
    this.lending = lending;
  }

  Connection await(Op<Connection, SQLException> source) throws SQLException {
    try {
      Tasks.checkCancelled();
      Thread.ofVirtual().name("weft-jdbc-acquire").start(() -> acquire(source));
      return receive();
    } catch (InterruptedException e) {
      throw SqlRegion.refused("getConnection", e);
    }
  }

  Thread waiter() {
    return waiter;
  }

  /// Whether it has got a connection, or will get none.
  boolean hasEnded() {
    return arrival.isDone();
  }

  boolean hasWaited(Duration time) {
    return System.nanoTime() - begunAt >= time.toNanos();
  }

  /// Ends it; without effect if it has ended.
  void fail(SQLException failure) {
    arrival.completeExceptionally(failure);
  }

  private Connection receive() throws SQLException, InterruptedException {
    try {
      while (true) {
        try {
          return arrival.get(Lending.MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          lending.look();
        }
      }
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

  private void acquire(Op<Connection, SQLException> source) {
    try {
      Connection connection = source.call();
      if (!arrival.complete(connection)) {
        connection.close();
        lending.stir();
      }
    } catch (Throwable thrown) {
      if (!arrival.completeExceptionally(thrown)) {
        LOG.log(Level.DEBUG, "connection of a cancelled wait", thrown);
      }
    }
  }

  @Override
  public int compareTo(Acquisition other) {
    return Long.compare(number, other.number);
  }
}
