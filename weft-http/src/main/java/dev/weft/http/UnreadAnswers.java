package dev.weft.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/// Answers that Helidon gives before it has read a request: it is malformed, or too large. The
/// connection learns that input may still be coming.
final class UnreadAnswers implements DirectHandler {
  private final DirectHandler handler;

  private UnreadAnswers(DirectHandler handler) {
    this.handler = handler;
  }

  static DirectHandlers around(DirectHandlers handlers) {
    DirectHandlers.Builder wrapped = DirectHandlers.builder();
    for (EventType event : EventType.values()) {
      wrapped.addHandler(event, new UnreadAnswers(handlers.handler(event)));
    }
    return wrapped.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType event,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    if (Connection.CURRENT.isBound()) {
      Connection connection = Connection.CURRENT.get();
      connection.answersUnread();
      Request current = connection.current();
      if (event == EventType.INTERNAL_ERROR && current != null && current.isOverBudget()) {
        return tooLong(event);
      }
    }
    return handler.handle(request, event, status, headers, message);
  }

  /// What a handler fails with after it was broken off says less than that it was.
  private static TransportResponse tooLong(EventType event) {
    return TransportResponse.builder()
        .status(RequestFilter.TOO_LONG.status())
        .header(Problem.CONTENT_TYPE)
        .header(Problem.RETRY_AFTER)
        .keepAlive(event.keepAlive())
        .entity(RequestFilter.TOO_LONG.body())
        .build();
  }
}
