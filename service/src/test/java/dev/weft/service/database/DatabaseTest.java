package dev.weft.service.database;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseTest {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private static final DatabaseOptions OPTIONS = DatabaseOptions.standard();

  @Test
  @Tag("slow")
  void emptyDatabase_getsTheSchema_andKeepsIt() throws Exception {
    String url = SHARED.newDatabase();
    Database.openUrl(url, OPTIONS).close();
    SharedServer.execute(url, "insert into users (name, email) values ('Ada', 'ada@example.com')");
    try (Database database = Database.openUrl(url, OPTIONS);
        var connection = database.dataSource().getConnection();
        var rows = connection.createStatement().executeQuery("select name from users")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("Ada");
      assertThat(database.available()).isTrue();
      assertThat(database.jdbcUrl()).isEqualTo(url);
    }
  }

  @Test
  void newestVersion_isThatOfTheFiles() throws Exception {
    Path folder = Path.of(Migrations.class.getResource("/db/migration").toURI());
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString().replaceFirst("__.*", "")).toList())
          .contains("V" + Migrations.NEWEST)
          .doesNotContain("V" + (Migrations.NEWEST + 1));
    }
  }

  @Test
  @Tag("slow")
  void tablesOfSomebodyElse_areNoObstacle_unlessTheyHaveOurNames() throws Exception {
    String free = SHARED.newDatabase();
    SharedServer.execute(free, "create table theirs (id int)");
    Database.openUrl(free, OPTIONS).close();
    assertThat(SharedServer.query(free, "select count(*) from users")).isEqualTo("0");

    String taken = SHARED.newDatabase();
    SharedServer.execute(taken, "create table users (login text)");
    assertThatThrownBy(() -> Database.openUrl(taken, OPTIONS))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining(taken)
        .hasMessageContaining("relation \"users\" already exists")
        .hasMessageNotContaining("\n");
    assertThat(SharedServer.query(taken, "select count(login) from users")).isEqualTo("0");
  }

  @Test
  @Tag("slow")
  void newerSchema_isRefused() throws Exception {
    String url = SHARED.newDatabase();
    Database.openUrl(url, OPTIONS).close();
    SharedServer.execute(
        url,
        """
        insert into flyway_schema_history
          (installed_rank, version, description, type, script, installed_by, execution_time, success)
        values (9, '99', 'later', 'SQL', 'V99__later.sql', 'postgres', 1, true)
        """);
    assertThatThrownBy(() -> Database.openUrl(url, OPTIONS))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            "the schema of %s has version 99 and this weft knows only up to %d; start the newer weft that made it",
            url, Migrations.NEWEST);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          hello,                                                is not the URL of a PostgreSQL database
          '',                                                   is not the URL of a PostgreSQL database
          postgresql://localhost/db,                            is not the URL of a PostgreSQL database
          jdbc:mysql://localhost/db?password=s3cret,            is not the URL of a PostgreSQL database
          jdbc:postgresql://me:s3cret@localhost:1/db,           jdbc:postgresql://…@localhost:1/db" has a user before its host
          jdbc:postgresql://localhost:port/db?password=s3cret,  is not the URL of a PostgreSQL database
          jdbc:postgresql://127.0.0.1:1/db?password=s3cret,     127.0.0.1:1/db?password=… cannot be reached
          jdbc:postgresql://nowhere.invalid/db?user=me,         nowhere.invalid/db?user=me cannot be reached: there is no host nowhere.invalid
          jdbc:postgresql://127.0.0.1:1/db?password=s3cret&connectTimeout=soon, 127.0.0.1:1/db?password=…
          """)
  @Tag("slow")
  void badUrl_isNamedWithoutItsPassword(String url, String message) {
    assertThatThrownBy(() -> Database.openUrl(url, OPTIONS))
        .isInstanceOfAny(IllegalArgumentException.class, DatabaseException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("s3cret")
        .hasMessageNotContaining("\n");
  }

  @Test
  void missingDatabase_isNamed() {
    String url = SHARED.url().replace("/postgres?", "/missing?");
    assertThatThrownBy(() -> Database.openUrl(url, OPTIONS))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining(url)
        .hasMessageContaining("database \"missing\" does not exist");
  }

  @Test
  @Tag("slow")
  void somethingElseOnThePort_isNoPostgres() throws Exception {
    try (ServerSocket web = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> answerLikeAWebServer(web));
      String url = "jdbc:postgresql://127.0.0.1:" + web.getLocalPort() + "/db";
      assertThatThrownBy(() -> Database.openUrl(url, OPTIONS))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining(url + " cannot be reached");
    }
  }

  private static void answerLikeAWebServer(ServerSocket web) {
    while (!web.isClosed()) {
      try (Socket client = web.accept()) {
        String answer = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The client or the test has ended.
      }
    }
  }

  @Test
  void versionsBefore15_andOtherProducts_areRefused() throws Exception {
    Migrations.requireSupported("PostgreSQL 15.1", "150001", "url");
    assertThatThrownBy(() -> Migrations.requireSupported("PostgreSQL 14.9", "140009", "the-url"))
        .isInstanceOf(DatabaseException.class)
        .hasMessage("the-url is PostgreSQL 14; weft needs 15 or newer");
    assertThatThrownBy(() -> Migrations.requireSupported("CockroachDB 26", "130000", "the-url"))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            "the-url is not PostgreSQL but says CockroachDB 26; give the URL of a PostgreSQL, 15 or newer");
  }

  @Test
  @Tag("slow")
  void wrapper_isAroundThePool() throws Exception {
    AtomicReference<DataSource> wrapped = new AtomicReference<>();
    DatabaseOptions options =
        OPTIONS.withWrapper(pool -> {
          wrapped.set(pool);
          return new DelegatingDataSource(pool) {
            @Override
            public java.sql.Connection getConnection() throws java.sql.SQLException {
              return pool.getConnection();
            }
          };
        });
    try (Database database = Database.openUrl(SHARED.newDatabase(), options)) {
      assertThat(wrapped.get()).isInstanceOf(FailFastDataSource.class);
      assertThat(database.dataSource()).isNotSameAs(wrapped.get());
      database.dataSource().getConnection().close();
    }
  }

  @Test
  @Tag("slow")
  void embeddedDatabase_endsWithItsServer() throws Exception {
    Path home = SHARED.newHome();
    try (Database database = Database.openEmbedded(home, OPTIONS)) {
      assertThat(database.jdbcUrl()).startsWith("jdbc:postgresql://127.0.0.1:");
      database.dataSource().getConnection().close();
    }
    assertThat(DataDirectory.in(home).runningServer()).isEmpty();
    try (Database database = Database.openEmbedded(home, OPTIONS)) {
      Await.until("available", ofSeconds(30), database::available);
    }
  }

  @Test
  void poolSize_isBounded() {
    assertThat(OPTIONS.withPoolSize(1).poolSize()).isEqualTo(1);
    assertThatThrownBy(() -> OPTIONS.withPoolSize(0))
        .hasMessage("pool size 0 is not between 1 and 90");
  }
}
