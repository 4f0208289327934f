/// The dashboard service: `weft serve`.
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic")
module dev.weft.service {
  requires static org.checkerframework.checker.qual;
  requires static org.jspecify;
  requires com.zaxxer.hikari;
  requires flyway.core;
  requires java.logging;
  requires java.sql;
  requires org.apache.commons.compress;
  requires org.postgresql.jdbc;
}
