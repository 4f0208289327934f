package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.EOFException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// When it is not known where a body ends, what follows it is not taken for a request.
@Tag("slow")
class BrokenBodyTest {

  @RegisterExtension static final Service SERVICE = Service.patient();

  @ParameterizedTest
  @CsvSource({
    "/api/digests,   '5\r\nhello\r\n0\r\nX: y\r\n\r\n'",
    "/api/digests,   'zz\r\nhello\r\n0\r\n\r\n'",
    "/api/transfers, '5\r\nhello\r\n0\r\nX: y\r\n\r\n'",
    "/api/transfers, '21;a=b\r\nhello\r\n0\r\n\r\n'",
    "/api/batches,   '2\r\n{}\r\n0\r\nX: y\r\n\r\n'",
    "/api/nothing,   'zz\r\nhello\r\n0\r\n\r\n'",
    "/healthz,       'zz\r\nhello\r\n0\r\n\r\n'"
  })
  void chunksThatCannotBeRead_areARefusal_andTheEndOfTheConnection(String path, String body)
      throws Exception {
    try (var client = new RawClient(SERVICE.port())) {
      client.send(
          "POST "
              + path
              + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nIdempotency-Key: "
              + path
              + "\r\nTransfer-Encoding: chunked\r\n\r\n"
              + body
              + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      var answer = client.answer();
      assertThat(answer.status()).as(answer.body()).isIn(400, 404, 405);
      Problem.check(answer);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThatThrownBy(() -> fail("another answer: " + client.answer()))
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void connectionGoesOn_afterChunksThatCouldBeRead() throws Exception {
    try (var client = new RawClient(SERVICE.port())) {
      client.send(
          "POST /api/digests HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      client.get("/healthz");
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kind=digest&kind=upstream", "kind=digest&concurrency=1&concurrency=2"})
  void parameterThatIsGivenTwice_isRefused(String query) throws Exception {
    assertThat(lines(query)).contains("is given 2 times in the query; give it once");
  }

  @Test
  void parameterThatIsMissing_isNamed() throws Exception {
    assertThat(lines("")).contains("kind is missing in the query; add ?kind=upstream");
  }

  @Test
  void queryThatTheUpstreamWouldNotSee_isRefused() throws Exception {
    var answer =
        RawClient.ask(
            SERVICE.port(), "GET /api/upstream/users/1?page=2 HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("page=2").contains("would not be handed on");
  }

  @Test
  void lineThatIsNoJson_isNamedOnce() throws Exception {
    assertThat(lines("kind=digest")).contains("line 2 is not JSON").contains("look at column 1");
  }

  private static String lines(String query) throws Exception {
    var answer =
        RawClient.ask(
            SERVICE.port(),
            "POST /api/batches?"
                + query
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 6\r\n\r\n\"a\"\nb\n");
    assertThat(answer.status()).isEqualTo(400);
    return answer.body();
  }
}
