package dev.weft.service.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request that is answered with a problem. What it says goes to the client: a fact, the value
/// and the remedy.
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final transient Map<String, String> headers;

  private Refusal(int status, String title, String detail, Map<String, String> headers) {
    this(status, title, detail, headers, null);
  }

  private Refusal(
      int status,
      String title,
      String detail,
      Map<String, String> headers,
      @Nullable Throwable cause) {
    super(detail, cause, false, false);
    this.status = status;
    this.title = title;
    this.headers = headers;
  }

  static Refusal badRequest(String detail) {
    return new Refusal(400, "Bad Request", detail, Map.of());
  }

  /// Of a body whose end is not known: what follows it on the connection must not be taken for a
  /// request.
  static Refusal unreadableBody(String detail) {
    return new Refusal(400, "Bad Request", detail, Map.of("Connection", "close"));
  }

  static Refusal notFound(String detail) {
    return new Refusal(404, "Not Found", detail, Map.of());
  }

  static Refusal conflict(String detail) {
    return new Refusal(409, "Conflict", detail, Map.of());
  }

  static Refusal tooLarge(String detail) {
    return new Refusal(413, "Content Too Large", detail, Map.of());
  }

  static Refusal unsupportedType(String detail, String accepted) {
    return new Refusal(415, "Unsupported Media Type", detail, Map.of("Accept-Post", accepted));
  }

  static Refusal unprocessable(String detail) {
    return new Refusal(422, "Unprocessable Content", detail, Map.of());
  }

  static Refusal tooMany(String detail, long retryAfterSeconds) {
    return new Refusal(
        429, "Too Many Requests", detail, Map.of("Retry-After", Long.toString(retryAfterSeconds)));
  }

  static Refusal badGateway(String detail, Throwable cause) {
    return new Refusal(502, "Bad Gateway", detail, Map.of(), cause);
  }

  static Refusal unavailable(String detail, long retryAfterSeconds) {
    return new Refusal(
        503,
        "Service Unavailable",
        detail,
        Map.of("Retry-After", Long.toString(retryAfterSeconds)));
  }

  static Refusal gatewayTimeout(String detail, Throwable cause) {
    return new Refusal(504, "Gateway Timeout", detail, Map.of(), cause);
  }

  Answer answer() {
    return Problems.answer(status, title, getMessage()).with(headers);
  }
}
