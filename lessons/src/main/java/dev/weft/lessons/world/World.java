package dev.weft.lessons.world;

import dev.weft.lessons.stage.Mode;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/// A database with the tables of a lesson, and a pool of connections to it: PostgreSQL, or in the
/// simulator its stand-in.
public abstract sealed class World implements AutoCloseable permits PostgresWorld, SimulatedWorld {
  /// A world of its own for a lesson. Takes seconds when it is the first with PostgreSQL in this
  /// JVM, so do it before the first act.
  ///
  /// @param mode what runs the lesson
  /// @param connections how many there are at most
  /// @param tables what is in the database
  /// @throws InterruptedException if it is cancelled
  public static World open(Mode mode, int connections, Tables tables)
      throws SQLException, InterruptedException {
    return open(mode, connections, Duration.ofSeconds(1), tables);
  }

  /// The same with another patience.
  ///
  /// @param patience how long somebody waits for a connection of the pool; then there is an
  ///   [SQLException]
  /// @throws InterruptedException if it is cancelled
  public static World open(Mode mode, int connections, Duration patience, Tables tables)
      throws SQLException, InterruptedException {
    return mode == Mode.SIMULATED
        ? new SimulatedWorld(connections, patience, tables)
        : PostgresWorld.open(connections, patience, tables);
  }

  /// The pool as everybody has it.
  public abstract DataSource pool();

  /// The pool with weft-jdbc around it.
  public abstract DataSource database();

  /// Opens a connection for each that is asked for, as long as there are not too many.
  public abstract DataSource unpooled();

  /// How many connections of the pool are lent.
  public abstract int lent();

  /// How many statements the server runs in this world.
  public abstract long running() throws SQLException;

  @Override
  public abstract void close();
}
