package dev.weft.service.web;

import dev.weft.http.EventStream;
import io.helidon.webserver.http.ServerRequest;

/// Answers one kind of request with events, for as long as there is something to tell. It runs as a
/// task that ends with its client.
@FunctionalInterface
interface StreamEndpoint {

  /// Answers a request.
  ///
  /// @throws Exception if it fails; before the first event that is answered with a problem
  void answer(ServerRequest request, EventStream events) throws Exception;
}
