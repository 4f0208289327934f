package dev.weft.service.database;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("slow")
class WatchedSocketTest {
  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private static final int BOUND_MILLIS = 1_000;

  private final WatchedSocket socket = new WatchedSocket(ofMillis(BOUND_MILLIS));
  private Socket peer = socket;
  private InputStream input = InputStream.nullInputStream();

  @BeforeEach
  void connect() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      socket.connect(server.getLocalSocketAddress());
      peer = server.accept();
    }
    input = socket.getInputStream();
  }

  @AfterEach
  void close() throws Exception {
    socket.close();
    peer.close();
  }

  private void send(int value) throws Exception {
    peer.getOutputStream().write(value);
  }

  @Test
  void readThatLastsTooLong_isEnded_withTheSocket() throws Exception {
    socket.setSoTimeout(BOUND_MILLIS);
    assertThat(socket.getSoTimeout()).isEqualTo(BOUND_MILLIS);
    long start = System.nanoTime();
    assertThatThrownBy(input::read)
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("nothing was heard for 1000 ms; the connection is closed");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(ofMillis(BOUND_MILLIS).toNanos());
    assertThat(socket.isClosed()).isTrue();
  }

  @Test
  void readsThatEndInTime_goOn_howeverManyThereAre() throws Exception {
    socket.setSoTimeout(BOUND_MILLIS);
    long end = System.nanoTime() + ofMillis(3 * BOUND_MILLIS).toNanos();
    int value = 0;
    while (System.nanoTime() - end < 0) {
      value = (value + 1) % 256;
      send(value);
      assertThat(input.read()).isEqualTo(value);
    }
    assertThat(socket.isClosed()).isFalse();
  }

  @Test
  void pauseBetweenReads_isNoSilence() throws Exception {
    socket.setSoTimeout(BOUND_MILLIS);
    Await.until("a look or two", ofSeconds(20), after(2 * BOUND_MILLIS));
    send(7);
    assertThat(input.read()).isEqualTo(7);
  }

  @Test
  void shorterBound_isTheJdksOwn_andLeavesTheSocketOpen() throws Exception {
    socket.setSoTimeout(BOUND_MILLIS);
    socket.setSoTimeout(50);
    assertThat(socket.getSoTimeout()).isEqualTo(50);
    assertThatThrownBy(input::read).isInstanceOf(SocketTimeoutException.class);
    send(8);
    assertThat(input.read()).isEqualTo(8);
  }

  @Test
  void boundThatIsTakenBack_boundsNothing() throws Exception {
    socket.setSoTimeout(BOUND_MILLIS);
    socket.setSoTimeout(0);
    assertThat(socket.getSoTimeout()).isZero();
    CompletableFuture<Integer> read = readAside();
    Await.until("longer than the bound", ofSeconds(20), after(3 * BOUND_MILLIS));
    assertThat(read).isNotDone();
    send(9);
    assertThat(read.join()).isEqualTo(9);
  }

  @Test
  void closedByItsOwner_theReaderIsToldSo() throws Exception {
    socket.setSoTimeout(60_000);
    CompletableFuture<Integer> read = readAside();
    socket.close();
    assertThatThrownBy(read::join)
        .hasCauseExactlyInstanceOf(SocketException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void endOfInput_isTold() throws Exception {
    socket.setSoTimeout(BOUND_MILLIS);
    peer.close();
    assertThat(input.read()).isEqualTo(-1);
  }

  @Test
  void watch_endsWithItsSocket() throws Exception {
    socket.setSoTimeout(60_000);
    assertThat(socket.isWatched()).isTrue();
    socket.close();
    Await.until("the watch has ended", ofSeconds(20), () -> !socket.isWatched());
  }

  @Test
  void skipping_isReading() throws Exception {
    socket.setSoTimeout(BOUND_MILLIS);
    assertThatThrownBy(() -> input.skip(1)).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void pooledConnectionWhoseServerIsSilent_isGivenUp() throws Exception {
    DatabaseOptions options = DatabaseOptions.standard().withSilenceBound(ofSeconds(10));
    try (var database = Database.openUrl(SHARED.newDatabase(), options);
        Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("select pg_sleep(60)"))
          .isInstanceOf(SQLException.class)
          .hasStackTraceContaining("nothing was heard for 10000 ms; the connection is closed");
    }
  }

  private static Callable<Boolean> after(int millis) {
    long end = System.nanoTime() + ofMillis(millis).toNanos();
    return () -> System.nanoTime() - end > 0;
  }

  private CompletableFuture<Integer> readAside() {
    var read = new CompletableFuture<Integer>();
    Thread.startVirtualThread(() -> {
      try {
        read.complete(input.read());
      } catch (Exception e) {
        read.completeExceptionally(e);
      }
    });
    return read;
  }
}
