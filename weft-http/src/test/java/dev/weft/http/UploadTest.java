package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.Handler;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class UploadTest {
  private static final byte[] BODY = new byte[30 * 1024 * 1024];
  private static final String CHECKSUM;

  static {
    new Random(1).nextBytes(BODY);
    CRC32 crc = new CRC32();
    crc.update(BODY);
    CHECKSUM = BODY.length + ":" + crc.getValue();
  }

  private final HttpServer server = new HttpServer(config -> config.host("127.0.0.1").port(0));

  @BeforeEach
  void start() {
    server.start(routing ->
        routing
            .post("/quick", checksum(0))
            .post("/slow", checksum(2_000_000))
            .post("/unread", (req, res) -> res.send("unread")));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Handler checksum(long pauseNanos) {
    return (req, res) -> {
      CRC32 crc = new CRC32();
      long length = 0;
      byte[] part = new byte[128 * 1024];
      try (InputStream in = req.content().inputStream()) {
        for (int n = in.read(part); n != -1; n = in.read(part)) {
          crc.update(part, 0, n);
          length += n;
          if (pauseNanos > 0 && length % 7 == 0) {
            LockSupport.parkNanos(pauseNanos);
          }
        }
      }
      res.send(length + ":" + crc.getValue());
    };
  }

  private String post(String path, BodyPublisher body, boolean expectContinue) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                  .version(HttpClient.Version.HTTP_1_1)
                  .expectContinue(expectContinue)
                  .POST(body)
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private static BodyPublisher chunked() {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(BODY));
  }

  @Test
  void largeUpload_arrivesIntact() throws Exception {
    assertThat(post("/quick", BodyPublishers.ofByteArray(BODY), false)).isEqualTo(CHECKSUM);
  }

  @Test
  void largeChunkedUpload_arrivesIntact() throws Exception {
    assertThat(post("/quick", chunked(), false)).isEqualTo(CHECKSUM);
  }

  @Test
  void slowReader_getsEverything() throws Exception {
    assertThat(post("/slow", BodyPublishers.ofByteArray(BODY), false)).isEqualTo(CHECKSUM);
    assertThat(post("/slow", chunked(), false)).isEqualTo(CHECKSUM);
  }

  @Test
  void expectContinue_isAnsweredFirst() throws Exception {
    assertThat(post("/quick", BodyPublishers.ofByteArray(BODY), true)).isEqualTo(CHECKSUM);
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /quick HTTP/1.1\r\nHost: localhost\r\n");
      client.send("Content-Length: 3\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.line()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(client.line()).isEmpty();
      assertThat(client.send("abc").answer().body()).startsWith("3:");
    }
  }

  @Test
  void bodyThatTheHandlerDoesNotRead_isSkipped() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /unread HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\n\r\n");
      client.send("x".repeat(200_000));
      assertThat(client.answer().body()).isEqualTo("unread");
      client.send("POST /quick HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(client.answer().body()).startsWith("3:");
    }
  }
}
