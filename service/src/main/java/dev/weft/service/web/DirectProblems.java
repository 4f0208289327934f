package dev.weft.service.web;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.util.Locale;

/// What the server answers before a request has reached an endpoint: malformed, too large.
final class DirectProblems implements DirectHandler {
  private DirectProblems() {}

  static DirectHandlers forAllEvents() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType event : EventType.values()) {
      handlers.addHandler(event, new DirectProblems());
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType event,
      Status suggested,
      ServerResponseHeaders headers,
      String message) {
    Status status = isUnreadable(request, event) ? Status.BAD_REQUEST_400 : suggested;
    Answer answer = Problems.answer(status.code(), status.reasonPhrase(), detail(status));
    return TransportResponse.builder()
        .status(status)
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, answer.contentType())
        .keepAlive(event.keepAlive())
        .entity(answer.body())
        .build();
  }

  /// Helidon's parser lets some exceptions escape, such as for a method that is no token, and takes
  /// them for failures of its own. There is no request yet then.
  private static boolean isUnreadable(TransportRequest request, EventType event) {
    return event == EventType.INTERNAL_ERROR && request.method().isEmpty();
  }

  private static String detail(Status status) {
    return switch (status.code()) {
      case 400 ->
          "the request is not well-formed HTTP, or has more than 16 KiB of header fields, or a"
              + " Content-Encoding; send it plain and smaller";
      case 413 -> Endpoints.TOO_LARGE;
      default -> status.reasonPhrase().toLowerCase(Locale.ROOT);
    };
  }
}
