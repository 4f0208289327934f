package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class FuzzTest {
  private static final long SEED = 20_260_101;
  private static final int REQUESTS = 600;

  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "GET", "GET", "POST", "HEAD", "get", "OPTIONS", "X-Y", "G(T");
  private static final List<String> SEGMENTS =
      List.of(
          "api",
          "users",
          "dashboard",
          "profile",
          "1",
          "200",
          "0",
          "-1",
          "%31",
          "",
          ".",
          "..",
          "%2e%2e",
          "healthz",
          "readyz",
          "metrics",
          "page.js",
          "*",
          "{id}",
          "~",
          "%00",
          "%",
          "a;b=c");
  private static final List<String> SHAPES =
      List.of("/api/users/%s/dashboard", "/api/users/%s/profile", "/%s", "%s", "/api/users/%s");
  private static final List<String> HEADERS =
      List.of(
          "Accept",
          "Range",
          "If-None-Match",
          "Cookie",
          "Connection",
          "Upgrade",
          "TE",
          "Accept-Encoding",
          "X-Forwarded-For",
          "Authorization",
          "Host",
          "Cache-Control",
          "Content-Type",
          "HTTP2-Settings");
  private static final List<String> VALUES =
      List.of(
          "",
          "*/*",
          "\"",
          "\"a\", W/\"b\"",
          "bytes=9-1",
          "h2c",
          "websocket",
          "close",
          "a=b; c",
          ",,,,",
          "gzip;q=9",
          "text/html;q=nan",
          "\t",
          "=?;:@",
          "é");

  @RegisterExtension static final Service SERVICE = Service.patient();

  @Test
  void whateverIsAsked_isAnswered_andNeverWith500() throws Exception {
    Random random = new Random(SEED);
    Map<Integer, Integer> seen = new TreeMap<>();
    try (LogCapture log = new LogCapture()) {
      for (int i = 0; i < REQUESTS; i++) {
        String request = request(random);
        String about = "request %d of seed %d: %s".formatted(i, SEED, request);
        RawClient.Answer answer;
        try {
          answer = RawClient.ask(SERVICE.port(), request);
        } catch (Exception e) {
          throw new AssertionError("no answer to " + about, e);
        }
        seen.merge(answer.status(), 1, Integer::sum);
        assertThat(answer.status()).as(about).isBetween(200, 499);
        if (answer.status() >= 400 && !request.startsWith("HEAD ")) {
          Problem.check(answer);
        }
      }
      assertThat(log.messages()).isEmpty();
    }
    // It would prove nothing if every request failed in the parser.
    assertThat(seen).containsKeys(200, 400, 404, 405);
    assertThat(SERVICE.dashboard(1).get("degraded")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http:x", "x", "*", "http://"})
  void targetWithoutAPath_isRefused(String target) throws Exception {
    RawClient.Answer answer =
        RawClient.ask(
            SERVICE.port(), "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer.status()).isBetween(400, 499);
  }

  private static String request(Random random) {
    StringBuilder request = new StringBuilder();
    request.append(pick(random, METHODS)).append(' ').append(path(random)).append(" HTTP/1.1\r\n");
    request.append("Host: localhost\r\n");
    for (int headers = random.nextInt(4); headers > 0; headers--) {
      request.append(pick(random, HEADERS)).append(": ");
      request.append(random.nextBoolean() ? pick(random, VALUES) : noise(random, 30, ' ', '~'));
      request.append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  private static String path(Random random) {
    if (random.nextInt(3) == 0) {
      StringBuilder path = new StringBuilder();
      for (int segments = 1 + random.nextInt(5); segments > 0; segments--) {
        path.append('/').append(pick(random, SEGMENTS));
      }
      return path.toString();
    }
    String id =
        switch (random.nextInt(6)) {
          case 0 -> Long.toString(random.nextLong());
          case 1 -> noise(random, 12, '!', '~');
          case 2 -> noise(random, 4, '0', '9');
          case 3 -> "%%%02x%%%02X".formatted(random.nextInt(256), random.nextInt(256));
          case 4 -> noise(random, 6, '\u0080', '\u00ff');
          default -> pick(random, SEGMENTS);
        };
    return pick(random, SHAPES).formatted(id);
  }

  private static String noise(Random random, int longest, char from, char to) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(longest + 1); length > 0; length--) {
      text.append((char) (from + random.nextInt(to - from + 1)));
    }
    return text.toString();
  }

  private static <T> T pick(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
