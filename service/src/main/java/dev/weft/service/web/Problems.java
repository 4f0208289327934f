package dev.weft.service.web;

import dev.weft.DeadlineExceededException;
import dev.weft.service.dashboard.UserNotFoundException;
import dev.weft.service.database.Absence;
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
      case SlowSenderException e ->
          answer(408, "Request Timeout", e.getMessage()).with(Map.of("Connection", "close"));
      case DeadlineExceededException _ ->
          answer(503, "Service Unavailable", "the answer took too long; try again")
              .with(RETRY_SOON);
      case Throwable e when Absence.isCauseOf(e) ->
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
}
