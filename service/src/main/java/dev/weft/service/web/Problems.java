package dev.weft.service.web;

import dev.weft.DeadlineExceededException;
import dev.weft.service.dashboard.UserNotFoundException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which failure is which problem.
final class Problems {
  private static final Map<String, String> RETRY_SOON = Map.of("Retry-After", "1");

  private Problems() {}

  static Answer answer(Throwable failure) {
    return switch (failure) {
      case Refusal e -> e.answer();
      case UserNotFoundException e -> answer(404, "Not Found", e.getMessage());
      case SilentSenderException e ->
          answer(408, "Request Timeout", e.getMessage()).with(Map.of("Connection", "close"));
      case DeadlineExceededException _ ->
          answer(503, "Service Unavailable", "the answer took too long; try again")
              .with(RETRY_SOON);
      case Throwable e when isDatabaseAway(e) ->
          answer(503, "Service Unavailable", "the database cannot be reached; try again soon")
              .with(RETRY_SOON);
      default ->
          answer(500, "Internal Server Error", "something went wrong here; it has been logged");
    };
  }

  static Answer answer(int status, String title, @Nullable String detail) {
    byte[] body = Json.bytes(Problem.of(status, title, detail));
    return new Answer(status, Problem.CONTENT_TYPE, body, Map.of());
  }

  /// Whether the client may well succeed when it tries again: no connection (class 08), too many of
  /// them (53300), or a server that stops, has stopped or starts (57P01 to 57P03).
  static boolean isDatabaseAway(Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 20; t = t.getCause(), depth++) {
      if (t instanceof SQLException sql && isAway(sql)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAway(SQLException failure) {
    String state = failure.getSQLState();
    return failure instanceof SQLTransientConnectionException
        || (state != null
            && (state.startsWith("08") || state.startsWith("57P0") || state.equals("53300")));
  }
}
