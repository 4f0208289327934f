package dev.weft.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  @TempDir Path temporary;

  @Test
  void committedRowsAreDurable() throws Exception {
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      assertThat(SharedServer.query(SHARED.url(), "show " + setting)).as(setting).isEqualTo("on");
    }
    assertThat(SharedServer.query(SHARED.url(), "show server_version")).startsWith("18.");
    assertThat(SharedServer.query(SHARED.url(), "select current_user")).isEqualTo("postgres");
  }

  @Test
  void listensOnLoopbackOnly() throws Exception {
    assertThat(SharedServer.query(SHARED.url(), "show listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(SharedServer.query(SHARED.url(), "show unix_socket_directories")).isEmpty();
    int port = URI.create(SHARED.url().substring("jdbc:".length())).getPort();
    List<InetAddress> others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .toList();
    for (InetAddress other : others) {
      assertThatThrownBy(() -> new Socket(other, port).close())
          .as(other.toString())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  @Tag("slow")
  void secondStart_keepsDataAndPort_andUnpacksNothing() throws Exception {
    Path home = SHARED.newHome();
    String firstUrl;
    try (EmbeddedServer server = EmbeddedServer.open(home)) {
      firstUrl = server.jdbcUrl();
      SharedServer.execute(firstUrl, "create table kept as select 42 as id");
    }
    Object unpacked = unpackedAt(home);
    try (EmbeddedServer server = EmbeddedServer.open(home)) {
      assertThat(server.jdbcUrl()).isEqualTo(firstUrl);
      assertThat(SharedServer.query(firstUrl, "select id from kept")).isEqualTo("42");
      assertThat(unpackedAt(home)).isEqualTo(unpacked);
    }
  }

  private static Object unpackedAt(Path home) throws Exception {
    try (var releases = Files.list(home.resolve("binaries"))) {
      Path release = releases.findFirst().orElseThrow();
      return Files.getAttribute(release.resolve("bin/postgres"), "unix:ctime");
    }
  }

  @Test
  @Tag("slow")
  void takenPort_isLeftToItsOwner() throws Exception {
    Path home = SHARED.newHome();
    int port;
    try (EmbeddedServer server = EmbeddedServer.open(home)) {
      port = server.port();
    }
    try (ServerSocket owner = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
        EmbeddedServer server = EmbeddedServer.open(home)) {
      assertThat(server.port()).isNotEqualTo(owner.getLocalPort());
      assertThat(SharedServer.query(server.jdbcUrl(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  @Tag("slow")
  void otherProcessOnTheDirectory_isRefusedUntilItIsKilled_andNothingCommittedIsLost()
      throws Exception {
    Path home = SHARED.newHome();
    Process other = ServerInAnotherProcess.start(home);
    try {
      assertThatThrownBy(() -> EmbeddedServer.open(home))
          .isInstanceOf(DatabaseException.class)
          .hasMessage(
              "the data directory %s is in use by another weft serve; stop that one, or give this one a directory of its own with --data",
              home);
    } finally {
      other.destroyForcibly().waitFor();
    }
    long orphan = DataDirectory.in(home).runningServer().orElseThrow();
    try (EmbeddedServer server = EmbeddedServer.open(home)) {
      assertThat(SharedServer.query(server.jdbcUrl(), "select id from kept")).isEqualTo("1");
      assertThat(DataDirectory.in(home).runningServer()).isPresent().isNotEqualTo(orphan);
      assertThat(DataDirectory.in(home).isServedBy(orphan)).isFalse();
    }
  }

  @Test
  @Tag("slow")
  void sameProcessOnTheDirectory_isRefused() throws Exception {
    Path home = SHARED.newHome();
    try (DirectoryLock _ = DirectoryLock.acquire(home)) {
      assertThatThrownBy(() -> EmbeddedServer.open(home))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("%s is in use by another weft serve", home);
    }
  }

  @Test
  @Tag("slow")
  void processIdOfAStranger_isNoServer() throws Exception {
    Path home = SHARED.newHome();
    EmbeddedServer.open(home).close();
    Path note = home.resolve("postgres/postmaster.pid");
    Files.writeString(note, ProcessHandle.current().pid() + "\n" + home + "/postgres\n1\n1\n\n\n");
    try (EmbeddedServer server = EmbeddedServer.open(home)) {
      assertThat(SharedServer.query(server.jdbcUrl(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  @Tag("slow")
  void dataOfAnotherMajorVersion_isRefused() throws Exception {
    Path data = Files.createDirectory(SHARED.newHome().resolve("postgres"));
    Files.writeString(data.resolve("PG_VERSION"), "17\n");
    assertThatThrownBy(() -> EmbeddedServer.open(data.resolveSibling("")))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            "%s was made by PostgreSQL 17 and the embedded server is PostgreSQL 18; give another --data, or move the data over with pg_dump of version 17",
            data);
  }

  @Test
  void directoryThatIsNoDatabase_isLeftAlone() throws Exception {
    Path home = SHARED.newHome();
    Files.writeString(Files.createDirectory(home.resolve("postgres")).resolve("mine"), "mine");
    assertThatThrownBy(() -> EmbeddedServer.open(home))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("is not a PostgreSQL data directory");
    assertThat(home.resolve("postgres/mine")).hasContent("mine");
  }

  @Test
  @Tag("slow")
  void killedWhileMakingTheDatabase_beginsAnew() throws Exception {
    Path home = SHARED.newHome();
    Files.createDirectories(home.resolve("postgres.unfinished/base"));
    try (EmbeddedServer server = EmbeddedServer.open(home)) {
      assertThat(SharedServer.query(server.jdbcUrl(), "select 1")).isEqualTo("1");
    }
    assertThat(home.resolve("postgres.unfinished")).doesNotExist();
  }

  @Test
  @Tag("slow")
  void settingsThatPostgresRefuses_areTold() throws Exception {
    Path home = SHARED.newHome();
    EmbeddedServer.open(home).close();
    Files.writeString(home.resolve("postgres/postgresql.auto.conf"), "max_connections = 'many'\n");
    assertThatThrownBy(() -> EmbeddedServer.open(home))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("did not start in " + home)
        .hasMessageContaining("max_connections")
        .hasMessageContaining("postgres.log");
  }

  @Test
  void file_isNoDirectory() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> EmbeddedServer.open(file.resolve("data")))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("%s is a file; give --data a directory", file);
    assertThatThrownBy(() -> EmbeddedServer.open(file))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("%s is a file; give --data a directory", file);
  }

  @Test
  void directoryOfSomebodyElse_isNotWritable() throws Exception {
    Path closed =
        Files.createDirectory(
            temporary.resolve("closed"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
    assumeTrue(!Files.isWritable(closed), "root may write everywhere");
    assertThatThrownBy(() -> EmbeddedServer.open(closed))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("%s is not writable for user", closed)
        .hasMessageContaining("permission denied");
  }

  @Test
  void otherPlatform_isNamed() {
    assertThatThrownBy(() -> PostgresBinaries.unpackedIn(temporary, "Mac OS X", "aarch64"))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            "the embedded PostgreSQL runs on Linux on x86-64 and ARM64, not on Mac OS X on aarch64; give --database-url jdbc:postgresql://… of a server instead");
    assertThatThrownBy(() -> PostgresBinaries.unpackedIn(temporary, "Linux", "riscv64"))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("not on Linux on riscv64");
  }

  @Test
  void fullDisk_isNamed() {
    assertThatThrownBy(() -> DataDirectory.requireSpace(temporary, 12L << 20))
        .isInstanceOf(DatabaseException.class)
        .hasMessage(
            "12 MB are free on the disk of %s and a new database needs 512 MB; make room, or give --data on another disk",
            temporary);
  }
}
