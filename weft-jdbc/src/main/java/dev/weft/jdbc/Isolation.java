package dev.weft.jdbc;

import java.sql.Connection;

/// How much of each other transactions see that run at the same time. (SQL standard; PostgreSQL,
/// "Transaction Isolation". READ UNCOMMITTED is left out: PostgreSQL treats it as READ COMMITTED.)
public enum Isolation {
  /// Each statement sees what was committed before it began.
  READ_COMMITTED(Connection.TRANSACTION_READ_COMMITTED),
  /// All statements see what was committed before the first one. An update of a row that somebody
  /// else has changed since fails, and the transaction is tried again.
  REPEATABLE_READ(Connection.TRANSACTION_REPEATABLE_READ),
  /// The outcome is one that the transactions could have had one after the other. What would make
  /// it another one fails, and the transaction is tried again.
  SERIALIZABLE(Connection.TRANSACTION_SERIALIZABLE);

  private final int jdbc;

  Isolation(int jdbc) {
    this.jdbc = jdbc;
  }

  /// The constant of [Connection].
  int jdbc() {
    return jdbc;
  }

  /// As SQL spells it.
  String sql() {
    return name().replace('_', ' ');
  }
}
