package dev.weft.jdbc;

import java.sql.SQLException;

/// The connection was lost while the server was asked to commit: the transaction is committed or
/// rolled back, and nobody here can tell which. It is never tried again by itself.
///
/// Whoever has to know looks into the database, for example for a key that the transaction has
/// written. Its SQL state is 08007, "transaction resolution unknown"; the cause is the failure of
/// the commit.
public final class CommitUnknownException extends SQLException {
  private static final long serialVersionUID = 1;

  CommitUnknownException(SQLException cause) {
    super(
        "the outcome of a commit is unknown, it failed with SQL state "
            + cause.getSQLState()
            + "; look for what the transaction has written before you run it again",
        "08007",
        cause);
  }
}
