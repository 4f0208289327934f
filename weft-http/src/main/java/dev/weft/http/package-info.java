/// An HTTP server whose requests end with their client, and which drains before it stops:
/// [HttpServer][dev.weft.http.HttpServer].
///
/// Below it: a `Connection` is Helidon's, with the socket read ahead by a pump; a `Request` is the
/// root of what a handler starts; `Requests` counts both, `Drain` ends them.
package dev.weft.http;
