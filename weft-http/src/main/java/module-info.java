/// An HTTP server whose requests end with their client, and which drains before it stops; calls of
/// other servers that end with their task.
@org.jspecify.annotations.NullMarked
module dev.weft.http {
  requires transitive dev.weft;
  requires transitive io.helidon.webserver;
  requires transitive java.net.http;
  requires io.helidon.common.concurrency.limits;
  requires io.helidon.http;
  requires static transitive org.jspecify;

  exports dev.weft.http;
}
