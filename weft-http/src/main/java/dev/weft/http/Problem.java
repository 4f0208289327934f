package dev.weft.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/// An answer of the server's own, as RFC 9457 has it.
final class Problem {
  static final Header CONTENT_TYPE =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");
  static final Header RETRY_AFTER = HeaderValues.createCached(HeaderNames.RETRY_AFTER, "1");

  /// What is read of a body that nobody wants, so that its connection can be used again.
  private static final long SMALL_BODY = 16 * 1024;

  private final Status status;
  private final byte[] body;

  /// @param detail what is wrong, for the client
  Problem(Status status, String detail) {
    this.status = status;
    this.body =
        "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
            .formatted(status.reasonPhrase(), status.code(), escaped(detail))
            .getBytes(StandardCharsets.UTF_8);
  }

  static Problem unavailable(String detail) {
    return new Problem(Status.SERVICE_UNAVAILABLE_503, detail);
  }

  Status status() {
    return status;
  }

  byte[] body() {
    return body.clone();
  }

  private boolean isTemporary() {
    return status.code() == Status.SERVICE_UNAVAILABLE_503.code();
  }

  /// Answers a request with this, whether its body has been read or not.
  void send(ServerRequest req, ServerResponse res) {
    res.status(status);
    res.header(CONTENT_TYPE);
    if (isTemporary()) {
      res.header(RETRY_AFTER);
    }
    if (isMoreToCome(req)) {
      Connection.CURRENT.get().answersUnread();
      res.header(HeaderValues.CONNECTION_CLOSE);
    }
    if (req.prologue().method().equals(Method.HEAD)) {
      // Helidon would send the body too, and the client would take it for the next answer.
      res.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
      res.send();
    } else {
      res.send(body);
    }
  }

  /// Whether so much of the body may still come that the connection is better given up.
  private static boolean isMoreToCome(ServerRequest req) {
    return !req.content().consumed()
        && (req.headers().contains(HeaderNames.TRANSFER_ENCODING)
            || req.headers().containsToken(HeaderValues.EXPECT_100)
            || req.headers().contentLength().orElse(0) > SMALL_BODY);
  }

  private static String escaped(String text) {
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.toString();
  }
}
