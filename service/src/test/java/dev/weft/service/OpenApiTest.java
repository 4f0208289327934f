package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.http.HttpServer;
import io.helidon.http.HeaderNames;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The description of the API says what the service does, no more and no less.
@Tag("slow")
class OpenApiTest {
  private static final OpenApi API = OpenApi.ofTheJar();
  private static final Service SERVICE = Service.patient().withUpstreamRate(20);
  private static final HttpServer UPSTREAM =
      new HttpServer(config -> config.host("127.0.0.1").port(0));
  private static final Set<String> OFFERED = new TreeSet<>();

  @RegisterExtension static final Programs PROGRAMS = new Programs();

  @BeforeAll
  static void start() throws Exception {
    UPSTREAM.start(routing ->
        routing
            .get(
                "/good",
                (_, res) -> res.header(HeaderNames.CONTENT_TYPE, "application/json").send("{}"))
            .get("/slow", (_, _) -> Thread.sleep(30_000)));
    // The service tells there what it offers.
    Logger web = Logger.getLogger("dev.weft.service.web");
    web.setLevel(Level.FINE);
    try (var log = new LogCapture()) {
      SERVICE
          .withUpstream(URI.create("http://127.0.0.1:" + UPSTREAM.port()))
          .start(PROGRAMS.newDatabase());
      log.messages().stream()
          .filter(line -> line.startsWith("offers "))
          .map(line -> line.substring("offers ".length()).replace("{+", "{"))
          .forEach(OFFERED::add);
    } finally {
      web.setLevel(null);
    }
    // What is looked at by its number below has the first one.
    var requests = new OpenApiRequests(SERVICE);
    SERVICE.database().execute("update accounts set balance = 100");
    assertThat(Service.send(requests.of("POST /api/transfers", "201")).statusCode()).isEqualTo(201);
    assertThat(Service.send(requests.of("POST /api/batches", "202")).statusCode()).isEqualTo(202);
  }

  @AfterAll
  static void stop() throws Exception {
    SERVICE.stop();
    UPSTREAM.close();
  }

  static Stream<String> answers() {
    return API.operations().stream()
        .flatMap(operation ->
            API.statuses(operation).stream()
                .filter(status -> !status.equals("default"))
                .map(status -> operation + " " + status))
        .filter(answer -> !OpenApiRequests.NOT_HERE.contains(answer));
  }

  static Stream<String> paths() {
    return API.document().get("paths").propertyNames().stream();
  }

  @Test
  void description_isServedAsItIs() throws Exception {
    assertThat(SERVICE.get("/openapi.json").body()).isEqualTo(API.text());
  }

  @Test
  void operations_areThoseOfTheService() {
    assertThat(OFFERED).hasSizeGreaterThan(20);
    assertThat(new TreeSet<>(API.operations())).isEqualTo(OFFERED);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void otherMethods_areRefused_andTheRightOnesAreNamed(String path) throws Exception {
    HttpResponse<String> answer =
        Service.send(
            SERVICE.request(path.replaceAll("\\{.*?}", "1")).PUT(BodyPublishers.noBody()).build());
    assertThat(answer.statusCode()).isEqualTo(405);
    String allowed =
        API.operations().stream()
            .filter(operation -> operation.endsWith(" " + path))
            .map(operation -> operation.split(" ", 2)[0])
            .collect(Collectors.joining(", "));
    assertThat(answer.headers().firstValue("Allow")).hasValue(allowed);
    API.check(operation(path), "default", answer);
  }

  private static String operation(String path) {
    return API.operations().stream()
        .filter(operation -> operation.endsWith(" " + path))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void answer_isAsDescribed(String operationAndStatus) throws Exception {
    int end = operationAndStatus.lastIndexOf(' ');
    String operation = operationAndStatus.substring(0, end);
    String status = operationAndStatus.substring(end + 1);
    HttpResponse<String> answer =
        status.equals("429")
            ? oneTooMany()
            : Service.send(new OpenApiRequests(SERVICE).of(operation, status));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(Integer.parseInt(status));
    API.check(operation, status, answer);
  }

  private static HttpResponse<String> oneTooMany() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        answers.add(clients.submit(() -> SERVICE.get("/api/upstream/good")));
      }
      HttpResponse<String> last = answers.getLast().get();
      for (Future<HttpResponse<String>> answer : answers) {
        last = last.statusCode() == 429 ? last : answer.get();
      }
      return last;
    }
  }

  @Test
  void heads_areTheGetsWithoutTheirBody() throws Exception {
    for (String operation : API.operations()) {
      if (operation.startsWith("HEAD ")) {
        HttpResponse<String> answer =
            Service.send(new OpenApiRequests(SERVICE).of(operation, "200"));
        assertThat(answer.statusCode()).as(operation).isEqualTo(200);
        API.check(operation, "default", answer);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":1,\"from\":1,\"to\":2,\"amount\":\"1.00\"}",
        "{\"id\":1,\"from\":1,\"to\":2,\"amount\":1.00,\"createdAt\":\"2026-01-01T00:00:00Z\"}",
        "{\"id\":0,\"from\":1,\"to\":2,\"amount\":\"1.00\",\"createdAt\":\"2026-01-01T00:00:00Z\"}",
        "{\"id\":1,\"from\":1,\"to\":2,\"amount\":\"1.00\",\"createdAt\":\"yesterday\"}",
        "{\"id\":1,\"from\":1,\"to\":2,\"amount\":\"1.00\",\"createdAt\":\"2026-01-01T00:00:00Z\",\"x\":1}"
      })
  void answersThatAreNotAsDescribed_areNoticed(String transfer) {
    String place = "/paths/~1api~1transfers/post/responses/201/content/application~1json/schema";
    assertThatThrownBy(() -> API.conforms(new JsonMapper().readTree(transfer), place))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void examples_areAsTheSchemasBesideThem() {
    assertThat(examples("", API.document())).isGreaterThan(30);
  }

  private static int examples(String place, JsonNode node) {
    int count = 0;
    if (node.isObject() && node.has("schema") && node.has("example")) {
      API.conforms(node.get("example"), place + "/schema");
      count++;
    }
    for (String name : node.propertyNames()) {
      count += examples(place + "/" + name.replace("~", "~0").replace("/", "~1"), node.get(name));
    }
    return count;
  }
}
