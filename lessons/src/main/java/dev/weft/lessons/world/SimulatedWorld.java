package dev.weft.lessons.world;

import dev.weft.jdbc.CancellableDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/// The stand-in for a PostgreSQL and a pool.
final class SimulatedWorld extends World {
  private final MemoryDatabase memory;
  private final int size;
  private final Duration patience;
  private final Semaphore free;
  private final Semaphore unpooledFree;

  /// Those that are open and not lent. Guarded by the lock of the database.
  private final Deque<StandIn> idle = new ArrayDeque<>();

  private final DataSource pool;
  private final DataSource database;
  private final DataSource unpooled;

  SimulatedWorld(int size, Duration patience, Tables tables) {
    this.patience = patience;
    this.memory = new MemoryDatabase(tables);
    this.size = size;
    this.free = new Semaphore(size, true);
    this.unpooledFree = new Semaphore(size);
    this.pool = source(this::lend);
    this.database = new CancellableDataSource(pool);
    this.unpooled = source(this::connect);
  }

  @FunctionalInterface
  private interface Source {
    Connection get() throws SQLException;
  }

  private static DataSource source(Source source) {
    return Fake.of(
        DataSource.class,
        (method, _) -> {
          if (method.equals("getConnection")) {
            return source.get();
          }
          throw Fake.unknown(method);
        });
  }

  private Connection lend() throws SQLException {
    try {
      if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SQLTransientConnectionException(
            "lesson - Connection is not available, request timed out after "
                + patience.toMillis()
                + "ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("lesson - Interrupted during connection acquisition", e);
    }
    StandIn connection = taken();
    return connection.jdbc(() -> giveBack(connection));
  }

  private StandIn taken() {
    ReentrantLock lock = memory.lock;
    lock.lock();
    try {
      StandIn connection = idle.poll();
      return connection == null ? new StandIn(memory) : connection;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(StandIn connection) {
    memory.lock.lock();
    try {
      if (!connection.isBroken()) {
        idle.push(connection);
      }
    } finally {
      memory.lock.unlock();
    }
    free.release();
  }

  private Connection connect() throws SQLException {
    if (!unpooledFree.tryAcquire()) {
      throw new SQLException("FATAL: too many connections for role", "53300");
    }
    return new StandIn(memory).jdbc(unpooledFree::release);
  }

  @Override
  public DataSource pool() {
    return pool;
  }

  @Override
  public DataSource database() {
    return database;
  }

  @Override
  public DataSource unpooled() {
    return unpooled;
  }

  @Override
  public int lent() {
    return size - free.availablePermits();
  }

  @Override
  public long running() {
    memory.lock.lock();
    try {
      return memory.running();
    } finally {
      memory.lock.unlock();
    }
  }

  @Override
  public void close() {
    // Nothing of it is outside of the simulation.
  }
}
