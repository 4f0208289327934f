package dev.weft.service.web;

import io.helidon.webserver.http.ServerRequest;

/// Answers one kind of request. It runs as a task: what it starts ends with it, and with its
/// client.
@FunctionalInterface
interface Endpoint {

  Answer answer(ServerRequest request) throws Exception;
}
