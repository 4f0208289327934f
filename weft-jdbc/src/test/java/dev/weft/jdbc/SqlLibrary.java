package dev.weft.jdbc;

import java.sql.Connection;
import java.util.Objects;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/// The libraries that stand between JDBC and most programs.
enum SqlLibrary {
  JDBI {
    @Override
    Sql on(DataSource source) {
      return on(Jdbi.create(source));
    }

    @Override
    Sql on(Connection connection) {
      return on(Jdbi.create(connection));
    }

    private Sql on(Jdbi jdbi) {
      return sql -> jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }
  },

  SPRING {
    @Override
    Sql on(DataSource source) {
      return sql ->
          Objects.requireNonNull(JdbcClient.create(source).sql(sql).query(Integer.class).single());
    }

    @Override
    Sql on(Connection connection) {
      return on(new SingleConnectionDataSource(connection, true));
    }
  },

  JOOQ {
    @Override
    Sql on(DataSource source) {
      return on(DSL.using(source, SQLDialect.POSTGRES));
    }

    @Override
    Sql on(Connection connection) {
      return on(DSL.using(connection, SQLDialect.POSTGRES));
    }

    private Sql on(DSLContext jooq) {
      return sql -> Objects.requireNonNull(jooq.resultQuery(sql).fetchOne(0, Integer.class));
    }
  };

  static {
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
  }

  /// The library as a whole program uses it.
  abstract Sql on(DataSource source);

  /// The library on the connection of a transaction.
  abstract Sql on(Connection connection);

  /// Runs statements that return a number.
  @FunctionalInterface
  interface Sql {
    int query(String sql);
  }
}
