/// A `DataSource` whose statements end with their task.
@org.jspecify.annotations.NullMarked
module dev.weft.jdbc {
  requires static transitive org.jspecify;
  requires transitive dev.weft;
  requires transitive java.sql;

  exports dev.weft.jdbc;
}
