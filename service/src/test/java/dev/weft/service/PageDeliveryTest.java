package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page's files as the service delivers them.
@Tag("slow")
class PageDeliveryTest {

  @RegisterExtension static final Service SERVICE = Service.patient();

  @ParameterizedTest
  @CsvSource({
    "/,         text/html; charset=utf-8",
    "/page.css, text/css; charset=utf-8",
    "/page.js,  text/javascript; charset=utf-8",
    "/icon.svg, image/svg+xml",
    "/openapi.json, application/json"
  })
  void file_isDeliveredWithItsTypeAndProtection(String path, String type) throws Exception {
    RawClient.Answer file = ask("GET", path, "");
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("content-type")).isEqualTo(type);
    assertThat(file.header("content-security-policy"))
        .contains("default-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(file.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(file.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(file.header("cache-control")).isEqualTo("no-cache");
    assertThat(file.header("etag")).matches("\"[0-9a-f]{16}\"");
    assertThat(file.body()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page.js"})
  void head_isTheSameWithoutTheBody_andTheConnectionGoesOn(String path) throws Exception {
    RawClient.Answer get = ask("GET", path, "");
    RawClient.Answer head = ask("HEAD", path, "");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("etag")).isEqualTo(get.header("etag"));
    assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
    assertThat(head.header("content-length"))
        .isEqualTo(Integer.toString(get.body().getBytes(StandardCharsets.UTF_8).length));
    try (RawClient client = new RawClient(SERVICE.port())) {
      client.send("HEAD %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(path));
      assertThat(client.answerToHead().status()).isEqualTo(200);
      client.get("/healthz");
      assertThat(client.answer().body()).isEqualTo("{\"status\":\"alive\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "\"other\", %s", "%s,\"other\"", "W/%s", "*"})
  void knownFile_isNotSentAgain(String tags) throws Exception {
    String tag = ask("GET", "/page.css", "").header("etag");
    String condition = "If-None-Match: " + tags.formatted(tag) + "\r\n";
    for (String method : new String[] {"GET", "HEAD"}) {
      RawClient.Answer answer = ask(method, "/page.css", condition);
      assertThat(answer.status()).isEqualTo(304);
      assertThat(answer.header("etag")).isEqualTo(tag);
      assertThat(answer.header("cache-control")).isEqualTo("no-cache");
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void unchangedFile_leavesTheConnectionInOrder() throws Exception {
    String tag = ask("GET", "/", "").header("etag");
    try (RawClient client = new RawClient(SERVICE.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nIf-None-Match: %s\r\n\r\n".formatted(tag));
      assertThat(client.answerToHead().status()).isEqualTo(304);
      client.get("/healthz");
      assertThat(client.answer().body()).isEqualTo("{\"status\":\"alive\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"other\"", "other", "", "\"a\", \"b\""})
  void otherTag_getsTheFile(String tags) throws Exception {
    assertThat(ask("GET", "/", "If-None-Match: " + tags + "\r\n").status()).isEqualTo(200);
  }

  private static RawClient.Answer ask(String method, String path, String header) throws Exception {
    return RawClient.ask(
        SERVICE.port(), "%s %s HTTP/1.1\r\nHost: h\r\n%s\r\n".formatted(method, path, header));
  }
}
