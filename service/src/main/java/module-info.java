/// The dashboard service: `weft serve`.
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"requires-automatic", "opens"})
module dev.weft.service {
  requires static com.google.errorprone.annotations;
  requires static org.checkerframework.checker.qual;
  requires static org.jspecify;
  requires com.fasterxml.jackson.annotation;
  requires com.zaxxer.hikari;
  requires dev.weft;
  requires dev.weft.http;
  requires dev.weft.jdbc;
  requires flyway.core;
  requires info.picocli;
  requires io.helidon.http;
  requires io.helidon.webserver;
  requires java.logging;
  requires java.management;
  requires java.net.http;
  requires java.sql;
  requires micrometer.core;
  requires micrometer.registry.prometheus;
  requires org.apache.commons.compress;
  requires org.jdbi.v3.core;
  requires org.postgresql.jdbc;
  requires tools.jackson.databind;

  // Not used here, and not asked for by those who do: Jdbi, the signals of Weft, commons-compress.
  requires io.leangen.geantyref;
  requires jdk.unsupported;
  requires org.tukaani.xz;

  // The driver makes its sockets.
  exports dev.weft.service.database to
      org.postgresql.jdbc;

  // The migrations, which Flyway finds like any resource; there are no classes with them.
  opens db.migration;
  opens dev.weft.service to
      info.picocli;
  opens dev.weft.service.batch to
      org.jdbi.v3.core,
      tools.jackson.databind;
  opens dev.weft.service.dashboard to
      tools.jackson.databind;
  opens dev.weft.service.digest to
      tools.jackson.databind;
  opens dev.weft.service.money to
      tools.jackson.databind;
  opens dev.weft.service.upstream to
      tools.jackson.databind;
  opens dev.weft.service.web to
      tools.jackson.databind;
}
