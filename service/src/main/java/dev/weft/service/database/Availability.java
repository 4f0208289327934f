package dev.weft.service.database;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Watches over a connection of its own whether the database is there.
///
/// 1. Load is not absence: the watching connection is outside of the pool and is asked nothing that
///    waits for anybody, and one that fails is only a reason to try a new one. The database is away
///    when no new connection can be made.
/// 2. A server that ends closes its connections; the thread waits on the socket between two
///    questions, so it learns of that at once. A server that merely falls silent is found by the
///    next question.
/// 3. The listener is called by the watching thread alone, in order.
///
/// `failure` is set by the watching thread under `lock`, read by any.
final class Availability implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger("dev.weft.service.database");

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final int ANSWER_BOUND_SECONDS = 3;

  /// SQL state: the server is there but has no connection left.
  private static final String TOO_MANY_CONNECTIONS = "53300";

  private final DataSource connector;

  /// Set by [#start] before anybody can close this.
  private @Nullable Thread watcher;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile @Nullable SQLException failure;
  private volatile boolean closed;
  private volatile @Nullable Connection watching;

  Availability(DataSource connector) {
    this.connector = connector;
  }

  /// Starts to watch a database that was there a moment ago.
  void start(Listener listener) {
    // A platform thread: busy carriers must not look like an absent database.
    watcher = Thread.ofPlatform().daemon().name("database-monitor").start(() -> watch(listener));
  }

  boolean available() {
    return failure == null && !closed;
  }

  /// Why the database is away, null while it is there.
  @Nullable SQLException failure() {
    return failure;
  }

  /// Waits, without bound, until the database is there; may be interrupted.
  void awaitAvailable() throws SQLException, InterruptedException {
    if (failure == null && !closed) {
      return;
    }
    lock.lockInterruptibly();
    try {
      while (failure != null && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
    if (closed) {
      throw new SQLException("the database is closed", "08003");
    }
  }

  private void watch(Listener listener) {
    while (!closed) {
      try (Connection connection = connector.getConnection()) {
        watching = connection;
        note(null, listener);
        watch(connection);
      } catch (SQLException e) {
        if (closed) {
          return;
        }
        boolean wasConnected = watching != null;
        watching = null;
        if (wasConnected) {
          // What ended this connection has probably ended the idle ones of the pool, too.
          listener.connectionLost();
        } else if (TOO_MANY_CONNECTIONS.equals(e.getSQLState())) {
          note(null, listener);
          pause();
        } else {
          note(e, listener);
          pause();
        }
      } catch (RuntimeException e) {
        // A bug, the driver's or ours: without this thread an absence would never end.
        LOG.log(Level.ERROR, "the database monitor failed and goes on", e);
        watching = null;
        pause();
      }
    }
  }

  private void watch(Connection connection) throws SQLException {
    PGConnection socket = connection.unwrap(PGConnection.class);
    while (!closed) {
      if (!connection.isValid(ANSWER_BOUND_SECONDS)) {
        throw new SQLException("no answer within " + ANSWER_BOUND_SECONDS + " s", "08006");
      }
      socket.getNotifications((int) INTERVAL.toMillis());
    }
  }

  private void note(@Nullable SQLException newFailure, Listener listener) {
    boolean lost;
    lock.lock();
    try {
      lost = failure == null && newFailure != null;
      failure = newFailure;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (lost && newFailure != null) {
      listener.away(newFailure);
    }
  }

  private void pause() {
    lock.lock();
    try {
      long left = RETRY.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; one pause less does no harm.
    } finally {
      lock.unlock();
    }
  }

  /// Stops to watch; those who wait for the database are told that it is closed.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Connection connection = watching;
    if (connection != null) {
      try {
        // Ends the wait on the socket.
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        // It has ended already.
      }
    }
    try {
      if (watcher != null) {
        watcher.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Hears of changes, on the watching thread.
  interface Listener {

    /// The watching connection has ended; a new one will be tried.
    void connectionLost();

    /// The database is away since now.
    void away(SQLException cause);
  }
}
