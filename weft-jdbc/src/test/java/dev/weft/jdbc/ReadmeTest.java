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
  void exampleRuns() throws Exception {
    try (HikariDataSource pool = Postgres.pool(1)) {
      // example
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
      // end
      assertThat(answer).isEqualTo(42);
    }
  }

  @Test
  void exampleIsTheOneInTheReadme() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    String test = Files.readString(Path.of("src/test/java/dev/weft/jdbc/ReadmeTest.java"));
    String shown = between(readme, "```java\n", "```");
    String run = between(test, "// example\n", "// end");
    assertThat(run.stripIndent().strip()).isEqualTo(shown.strip());
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from) + from.length();
    return text.substring(start, text.indexOf(to, start));
  }
}
