package dev.weft.lessons.web;

import java.time.Duration;

/// What a server answers.
///
/// @param status the status
/// @param type the type of the body
/// @param body the body
/// @param late how much later than the headers the body comes
public record Reply(int status, String type, String body, Duration late) {
  /// Plain text.
  ///
  /// @param status the status
  /// @param body the text
  public static Reply text(int status, String body) {
    return new Reply(status, "text/plain", body, Duration.ZERO);
  }

  /// JSON.
  ///
  /// @param body the JSON
  public static Reply json(String body) {
    return new Reply(200, "application/json", body, Duration.ZERO);
  }

  /// What went wrong, as RFC 9457 has it.
  ///
  /// @param status the status
  /// @param detail what went wrong, fit for the public; without quotes
  public static Reply problem(int status, String detail) {
    String body = "{\"status\":%d,\"detail\":\"%s\"}".formatted(status, detail);
    return new Reply(status, "application/problem+json", body, Duration.ZERO);
  }

  /// The same with a body that comes later than the headers.
  ///
  /// @param by how much
  public Reply late(Duration by) {
    return new Reply(status, type, body, by);
  }
}
