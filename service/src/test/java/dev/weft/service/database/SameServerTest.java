package dev.weft.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SameServerTest {

  @Test
  void anotherServerOnThePort_isTheAbsenceOfTheOwn(@TempDir Path own, @TempDir Path other)
      throws Exception {
    try (EmbeddedServer first = EmbeddedServer.open(own);
        EmbeddedServer second = EmbeddedServer.open(other)) {
      DataSource toFirst = JdbcUrl.parse(first.jdbcUrl()).connector();
      DataSource toSecond = JdbcUrl.parse(second.jdbcUrl()).connector();
      var answering = new AtomicReference<>(toFirst);
      DataSource connections = new SameServer(new OnOnePort(answering));
      answers(connections);
      answers(connections);

      answering.set(toSecond);
      assertThatThrownBy(connections::getConnection)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessageContaining("another PostgreSQL");

      answering.set(toFirst);
      answers(connections);
    }
  }

  private static void answers(DataSource connections) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      assertThat(connection.isValid(20)).isTrue();
    }
  }

  /// Stands for a port that changes hands.
  private static final class OnOnePort extends DelegatingDataSource {
    private final AtomicReference<DataSource> answering;

    OnOnePort(AtomicReference<DataSource> answering) {
      super(answering.get());
      this.answering = answering;
    }

    @Override
    public Connection getConnection() throws SQLException {
      return answering.get().getConnection();
    }
  }
}
