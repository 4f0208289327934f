package dev.weft.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.weft.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  @Test
  void examplesRun() throws Exception {
    Postgres.execute(
        """
        drop table if exists stock;
        create table stock (id int, pieces int);
        insert into stock values (7, 3)
        """);
    try (HikariDataSource pool = Postgres.pool(1)) {
      // example 1
      DataSource db = new CancellableDataSource(pool);

      int answer =
          Deadline.within(
              Duration.ofSeconds(2),
              () -> {
                try (Connection connection = db.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select 42")) {
                  rows.next();
                  return rows.getInt(1);
                }
              });
      // end 1
      assertThat(answer).isEqualTo(42);
      // example 2
      Transactions transactions = Transactions.over(db);

      int left =
          transactions.run(
              Isolation.SERIALIZABLE,
              connection -> {
                try (Statement statement = connection.createStatement();
                    ResultSet rows =
                        statement.executeQuery(
                            "update stock set pieces = pieces - 1 where id = 7 returning pieces")) {
                  rows.next();
                  return rows.getInt(1);
                }
              });
      // end 2
      assertThat(left).isEqualTo(2);
    }
  }

  @Test
  void examplesAreThoseInTheReadme() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    String test = Files.readString(Path.of("src/test/java/dev/weft/jdbc/ReadmeTest.java"));
    String rest = readme;
    for (int i = 1; i <= 2; i++) {
      String shown = between(rest, "```java\n", "```");
      String run = between(test, "// example " + i + "\n", "// end " + i);
      assertThat(run.stripIndent().strip()).isEqualTo(shown.strip());
      rest = rest.substring(rest.indexOf(shown) + shown.length());
    }
    assertThat(rest).doesNotContain("```java");
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from) + from.length();
    return text.substring(start, text.indexOf(to, start));
  }
}
