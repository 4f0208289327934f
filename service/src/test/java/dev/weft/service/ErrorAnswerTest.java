package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ErrorAnswerTest {

  @RegisterExtension static final Service SERVICE = Service.patient();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "+1",
        "abc",
        "1e3",
        "1.0",
        "0x1",
        "99999999999999999999",
        "%20",
        "1%20",
        "%00",
        "1%00",
        "a%2Fb",
        "%2F",
        "%2e%2e",
        "%C3%BC",
        "%22%3Cb%3E",
        "%D9%A1",
        "'",
        "%0d%0a"
      })
  void idThatIsNone_is400(String id) throws Exception {
    for (String kind : new String[] {"dashboard", "profile"}) {
      var answer = raw("GET", "/api/users/" + id + "/" + kind);
      assertThat(answer.status()).as(answer.body()).isIn(400, 404);
      Problem.check(answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,                    'user id \"0\" is not a whole number from 1 to 999999999999999999'",
    "-1,                   'user id \"-1\" is not a whole number from 1 to 999999999999999999'",
    "abc,                  'user id \"abc\" is not a whole number from 1 to 999999999999999999'",
    "99999999999999999999, 'user id \"99999999999999999999\" is not a whole number from 1 to 999999999999999999'"
  })
  void badId_isNamedWithTheRemedy(String id, String detail) throws Exception {
    var answer = raw("GET", "/api/users/" + id + "/dashboard");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(Problem.check(answer).get("detail").asString()).isEqualTo(detail);
  }

  @Test
  void longId_isCutInTheAnswer() throws Exception {
    var answer = raw("GET", "/api/users/" + "7".repeat(1_000) + "/dashboard");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(Problem.check(answer).get("detail").asString()).hasSizeLessThan(150);
  }

  @Test
  void hugePath_isAProblem() throws Exception {
    var answer = raw("GET", "/api/users/" + "7".repeat(10_000) + "/dashboard");
    assertThat(answer.status()).isIn(400, 414);
    Problem.check(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"201", "999999", "999999999999999999"})
  void unknownUser_is404(String id) throws Exception {
    var answer = raw("GET", "/api/users/" + id + "/dashboard");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(Problem.check(answer).get("detail").asString()).isEqualTo("there is no user " + id);
  }

  @Test
  void leadingZeros_areTheSameUser() throws Exception {
    assertThat(raw("GET", "/api/users/007/dashboard").status()).isEqualTo(200);
    assertThat(raw("GET", "/api/users/7/dashboard?x=%20&y").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/api",
        "/api/",
        "/api/users",
        "/api/users/1",
        "/api/users/1/",
        "/api/users//dashboard",
        "/api/users/1/dashboard/more",
        "/api/users/1/Dashboard",
        "/index.html",
        "/page.js/x",
        "/..",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/page%2ejs%00",
        "//",
        "/favicon.ico"
      })
  void unknownPath_is404(String path) throws Exception {
    var answer = raw("GET", path);
    if (path.equals("//")) {
      assertThat(answer.status()).isIn(200, 404);
      return;
    }
    assertThat(answer.status()).as(answer.body()).isIn(400, 404);
    Problem.check(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,    /api/users/1/dashboard",
    "PUT,     /api/users/1/profile",
    "DELETE,  /api/users/1/dashboard",
    "PATCH,   /api/users/abc/dashboard",
    "OPTIONS, /healthz",
    "TRACE,   /metrics",
    "POST,    /",
    "BREW,    /page.js"
  })
  void otherMethod_is405_andSaysWhichAreAllowed(String method, String path) throws Exception {
    var answer = raw(method, path);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
    Problem.check(answer);
  }

  @Test
  void otherMethodWithABody_is405_andTheConnectionGoesOn() throws Exception {
    try (RawClient client = new RawClient(SERVICE.port())) {
      client.send(
          "POST /api/users/1/dashboard HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.answer().status()).isEqualTo(405);
      client.get("/healthz");
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/users/1/dashboard", "/nothing", "/"})
  void bodyThatIsTooLarge_is413(String path) throws Exception {
    var announced =
        RawClient.ask(
            SERVICE.port(),
            "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n".formatted(path));
    assertThat(announced.status()).isEqualTo(413);
    assertThat(Problem.check(announced).get("detail").asString())
        .isEqualTo("the body is larger than 1048576 bytes; send less");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "GET / \r\n\r\n",
        "GET / HTTP/9.9\r\nHost: h\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
        "G<T / HTTP/1.1\r\nHost: h\r\n\r\n",
        "/ GET HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET nothing HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\n: no name\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: many\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /api/users/%/dashboard HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /api/users/%f/dashboard HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /api/users/%ff%fe/dashboard HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nX: a\u0000b\r\n\r\n",
        "\u0016\u0003\u0001\u0002\r\n\r\n"
      })
  void malformedRequest_isAProblem_orRefused(String request) throws Exception {
    var answer = RawClient.ask(SERVICE.port(), request);
    assertThat(answer.status()).as(answer.body()).isIn(400, 404, 505);
    Problem.check(answer);
  }

  @Test
  void hugeHeader_isAProblem() throws Exception {
    var answer =
        RawClient.ask(
            SERVICE.port(), "GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
    assertThat(answer.status()).isIn(400, 431);
    Problem.check(answer);
  }

  @Test
  void manyHeaders_areAProblem() throws Exception {
    StringBuilder request = new StringBuilder("GET / HTTP/1.1\r\nHost: h\r\n");
    for (int i = 0; i < 5_000; i++) {
      request.append("X-").append(i).append(": 0123456789\r\n");
    }
    var answer = RawClient.ask(SERVICE.port(), request + "\r\n");
    assertThat(answer.status()).isIn(400, 431);
    Problem.check(answer);
  }

  private static RawClient.Answer raw(String method, String path) throws Exception {
    return RawClient.ask(
        SERVICE.port(), "%s %s HTTP/1.1\r\nHost: h\r\n\r\n".formatted(method, path));
  }
}
