/// An HTTP server whose requests end with their client, and which drains before it stops.
@org.jspecify.annotations.NullMarked
module dev.weft.http {
  requires transitive dev.weft;
  requires transitive io.helidon.webserver;
  requires io.helidon.common.concurrency.limits;
  requires io.helidon.http;
  requires static transitive org.jspecify;

  exports dev.weft.http;
}
