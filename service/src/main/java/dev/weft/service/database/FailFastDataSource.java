package dev.weft.service.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import dev.weft.jdbc.ReadyConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The pool, made to fail at once while the database is away.
///
/// 1. Waiting for one's turn is not absence: whoever queues waits up to the pool's own bound.
/// 2. When the database goes away, everybody who queues is told at once. The pool cannot be asked
///    to do that, so a virtual thread stands in the pool's queue for each caller, who waits for it
///    or for the bad news, whichever comes first.
/// 3. Their statements, too, would wait for a server that has fallen silent: when the database goes
///    away, the connections are broken off.
/// 4. An idle connection is had without all of that.
/// 5. A connection that comes too late for its caller goes back to the pool: the future is
///    completed once, and whoever holds a connection that did not complete it closes it.
final class FailFastDataSource extends DelegatingDataSource
    implements ReadyConnections, Availability.Listener {

  private final HikariDataSource pool;
  private final PhysicalConnections physical;
  private final Availability availability;
  private final Set<Turn> queue = ConcurrentHashMap.newKeySet();

  FailFastDataSource(
      HikariDataSource pool, PhysicalConnections physical, Availability availability) {
    super(pool);
    this.pool = pool;
    this.physical = physical;
    this.availability = availability;
  }

  /// Takes a connection from the pool; closing it gives it back.
  ///
  /// An interrupt does not end the wait; whoever wants that asks on a thread that nobody interrupts
  /// and leaves it alone there, as the wrapper of [DatabaseOptions] does.
  ///
  /// @throws SQLException with state 08001 at once if the database is away, with state 53300 if all
  ///   connections stayed in use for the whole bound
  @Override
  public Connection getConnection() throws SQLException {
    Turn turn = new Turn();
    queue.add(turn);
    try {
      // Looked at after joining the queue: either this sees the absence or `away` sees the caller.
      SQLException failure = availability.failure();
      if (failure != null) {
        throw awayBecauseOf(failure);
      }
      Thread.ofVirtual().name("connection-queue").start(() -> standInQueue(turn.connection));
      return await(turn.connection);
    } finally {
      queue.remove(turn);
    }
  }

  /// Takes a connection that is idle, past the queue; whoever asks is asked for nothing but the
  /// test of a connection that has been idle for a while.
  @Override
  public @Nullable Connection tryConnection() throws SQLException {
    SQLException failure = availability.failure();
    if (failure != null) {
      throw awayBecauseOf(failure);
    }
    HikariPoolMXBean facts = pool.getHikariPoolMXBean();
    if (facts.getThreadsAwaitingConnection() > 0 || facts.getIdleConnections() == 0) {
      return null;
    }
    try {
      return facts instanceof HikariPool idle ? idle.getConnection(0) : null;
    } catch (SQLTransientConnectionException e) {
      // Somebody else was faster.
      return null;
    }
  }

  private static Connection await(CompletableFuture<Connection> turn) throws SQLException {
    try {
      return turn.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SQLException failure
          ? failure
          : new SQLException("the connection pool failed", "08001", e.getCause());
    }
  }

  private void standInQueue(CompletableFuture<Connection> turn) {
    try {
      Connection connection = pool.getConnection();
      if (!turn.complete(connection)) {
        connection.close();
      }
    } catch (SQLTransientConnectionException e) {
      turn.completeExceptionally(
          new SQLTransientConnectionException(
              "all %d database connections stayed in use for %d s; raise the pool's size or shorten the statements"
                  .formatted(pool.getMaximumPoolSize(), pool.getConnectionTimeout() / 1_000),
              "53300",
              e));
    } catch (SQLException | RuntimeException e) {
      turn.completeExceptionally(e);
    }
  }

  @Override
  public void away(SQLException cause) {
    pool.getHikariPoolMXBean().softEvictConnections();
    queue.forEach(turn -> turn.connection.completeExceptionally(awayBecauseOf(cause)));
    physical.abort();
  }

  @Override
  public void connectionLost() {
    // Idle connections are closed now, those in use when they come back.
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  private static SQLException awayBecauseOf(SQLException cause) {
    return new SQLException(
        "the database is away: " + String.valueOf(cause.getMessage()).strip(), "08001", cause);
  }

  /// One caller's place in the queue.
  private static final class Turn {
    final CompletableFuture<Connection> connection = new CompletableFuture<>();
  }
}
