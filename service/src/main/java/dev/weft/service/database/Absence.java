package dev.weft.service.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/// Failures of the database that may well pass.
public final class Absence {
  private static final int DEEPEST = 20;

  /// Too many connections, or no room (53), a server that stops, has stopped or starts (57P), a
  /// conflict that has outlasted all attempts (40), a lock that could not be had, a server that
  /// only reads for now. A statement that an administrator has cancelled is none of them.
  private static final Set<String> PASSING = Set.of("55P03", "25006");

  private Absence() {}

  /// Whether that is why something failed.
  public static boolean isCauseOf(Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < DEEPEST; t = t.getCause(), depth++) {
      if (t instanceof SQLException sql && isPassing(sql)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPassing(SQLException failure) {
    String state = failure.getSQLState();
    return failure instanceof SQLTransientConnectionException
        || (state != null
            && (state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("57P0")
                || PASSING.contains(state)));
  }
}
