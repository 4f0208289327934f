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
      Connection.CURRENT.get().answersUnread();
    }
    return handler.handle(request, event, status, headers, message);
  }
}
