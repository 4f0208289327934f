package dev.weft.service.database;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// A database that cannot be opened or filled, told to the person who can change that: the message
/// is the fact with its values and the remedy, fit to be printed without a stack trace.
public final class DatabaseException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  DatabaseException(String message) {
    this(message, null);
  }

  DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
