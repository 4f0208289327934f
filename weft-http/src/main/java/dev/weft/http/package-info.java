/// An HTTP server whose requests end with their client, and which drains before it stops:
/// [HttpServer][dev.weft.http.HttpServer], with [EventStream][dev.weft.http.EventStream] for
/// answers that go on. Calls of other servers: [HttpCalls][dev.weft.http.HttpCalls].
///
/// Below the server: a `Connection` is Helidon's, whose client is watched while a request lasts; a
/// `Request` is the root of what a handler starts, begun by `WatchedRouting`, which refuses those
/// beyond the bound, and under a budget by `RequestFilter`; `Requests` counts both, `Drain` ends
/// them.
///
/// Below a stream: an `Outbox` keeps the newest events, an `EventWriter` writes them. Below the
/// calls: an `Exchange` is one attempt, with a `BoundedBody`; `Backoff` is the pause to the next.
package dev.weft.http;
