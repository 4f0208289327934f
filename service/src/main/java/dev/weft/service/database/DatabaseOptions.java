package dev.weft.service.database;

import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/// How a [Database] is used.
///
/// @param poolSize how many connections there are at most; a few times the cores of the database
///   keep it busy, more only make its work compete
/// @param silenceBound how long a pooled connection may wait for the server's next answer before it
///   is given up; longer than any statement is meant to take
/// @param wrapper what the caller puts around the pool, applied once
public record DatabaseOptions(
    int poolSize, Duration silenceBound, UnaryOperator<DataSource> wrapper) {

  /// The pool's size if nobody says otherwise.
  public static final int DEFAULT_POOL_SIZE = 20;

  private static final Duration DEFAULT_SILENCE_BOUND = Duration.ofMinutes(1);

  /// The embedded server takes 100; some are left for the monitor and for other tools.
  private static final int MAX_POOL_SIZE = 90;

  /// Checks the size.
  public DatabaseOptions {
    if (poolSize < 1 || poolSize > MAX_POOL_SIZE) {
      throw new IllegalArgumentException(
          "pool size %d is not between 1 and %d".formatted(poolSize, MAX_POOL_SIZE));
    }
  }

  /// The default size and no wrapper.
  public static DatabaseOptions standard() {
    return new DatabaseOptions(DEFAULT_POOL_SIZE, DEFAULT_SILENCE_BOUND, UnaryOperator.identity());
  }

  /// The same with another size of the pool.
  public DatabaseOptions withPoolSize(int size) {
    return new DatabaseOptions(size, silenceBound, wrapper);
  }

  /// The same with another bound on the server's silence.
  public DatabaseOptions withSilenceBound(Duration bound) {
    return new DatabaseOptions(poolSize, bound, wrapper);
  }

  /// The same with another wrapper.
  public DatabaseOptions withWrapper(UnaryOperator<DataSource> newWrapper) {
    return new DatabaseOptions(poolSize, silenceBound, newWrapper);
  }
}
