package dev.weft.service.dashboard;

import java.sql.SQLException;

/// A statement failed, as its cause says; also when it was cancelled.
final class StatementFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StatementFailedException(SQLException cause) {
    super(cause.getMessage(), cause);
  }
}
