package dev.weft.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.service.database.OlderServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The releases before the embedded one that may be used by URL.
@Tag("slow")
class OlderServerTest {

  @ParameterizedTest
  @ValueSource(ints = {15, 16, 17})
  void olderRelease_isMigratedLoadedAndRead(int major, @TempDir Path home) throws Exception {
    Service service = Service.withPartTimeout(ofSeconds(2));
    try (OlderServer server = OlderServer.start(major, home)) {
      TestDatabase database = new TestDatabase(server.jdbcUrl());
      assertThat(database.query("show server_version").getFirst()).startsWith(major + ".");
      SharedPostgres.load(server.jdbcUrl());
      try {
        service.start(database);
        Await.until(
            "a whole dashboard",
            ofSeconds(30),
            () -> service.dashboard(1).get("degraded").isEmpty());
        assertThat(service.get("/api/users/1/profile").statusCode()).isEqualTo(200);
        try (var _ = database.lock("notifications")) {
          assertThat(service.dashboard(1).get("degraded").toString())
              .isEqualTo("[\"notifications\"]");
          assertThat(database.activeStatements()).isZero();
        }
      } finally {
        service.stop();
      }
    }
  }
}
