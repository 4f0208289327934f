package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.weft.service.web.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/// The description of the API, and what it says about answers. A place in it is a JSON pointer.
final class OpenApi {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String HOME = "https://weft.example/openapi.json";

  private final String text;
  private final JsonNode document;
  private final SchemaRegistry schemas;

  private OpenApi(String text) {
    this.text = text;
    this.document = JSON.readTree(text);
    this.schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(Map.of(HOME, text)));
  }

  static OpenApi ofTheJar() {
    try (var in = Site.class.getResourceAsStream("page/openapi.json")) {
      return new OpenApi(
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return text;
  }

  JsonNode document() {
    return document;
  }

  /// All methods with their paths, such as `GET /healthz`.
  List<String> operations() {
    List<String> all = new ArrayList<>();
    document
        .get("paths")
        .forEachEntry((path, item) ->
            item.propertyNames().stream()
                .filter(name -> !name.equals("parameters"))
                .forEach(method -> all.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    return all;
  }

  /// The statuses that an operation is said to have, `default` included.
  Set<String> statuses(String operation) {
    return Set.copyOf(document.at(place(operation) + "/responses").propertyNames());
  }

  private static String place(String operation) {
    String[] parts = operation.split(" ", 2);
    return "/paths/"
        + parts[1].replace("~", "~0").replace("/", "~1")
        + "/"
        + parts[0].toLowerCase(Locale.ROOT);
  }

  /// Where what is at a place is said: there, or where it refers to.
  private String target(String place) {
    JsonNode reference = document.at(place).get("$ref");
    return reference == null ? place : reference.stringValue().substring(1);
  }

  /// Holds an answer against what is said about a status of an operation.
  void check(String operation, String status, HttpResponse<String> answer) {
    String place = target(place(operation) + "/responses/" + status);
    assertThat(document.at(place).isObject()).as(place).isTrue();
    document
        .at(place)
        .path("headers")
        .propertyNames()
        .forEach(name -> {
          String header = target(place + "/headers/" + name);
          String value = answer.headers().firstValue(name).orElse(null);
          if (value != null) {
            conforms(StringNode.valueOf(value), header + "/schema");
          } else {
            assertThat(document.at(header).get("required").booleanValue()).as(header).isFalse();
          }
        });
    JsonNode content = document.at(place).path("content");
    if (content.isEmpty()) {
      assertThat(answer.body()).as(place).isEmpty();
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElseThrow();
    assertThat(content.propertyNames()).as(place).contains(type);
    conforms(
        type.contains("json") ? JSON.readTree(answer.body()) : StringNode.valueOf(answer.body()),
        place + "/content/" + type.replace("/", "~1") + "/schema");
  }

  /// Holds a value against the schema at a place.
  void conforms(JsonNode value, String place) {
    Schema schema = schemas.getSchema(SchemaLocation.of(HOME + "#" + escaped(place)));
    assertThat(
            schema.validate(
                value,
                execution ->
                    execution.executionConfig(config -> config.formatAssertionsEnabled(true))))
        .as("%s at %s", value, place)
        .isEmpty();
  }

  private static String escaped(String pointer) {
    return pointer.replace("%", "%25").replace("{", "%7B").replace("}", "%7D").replace(" ", "%20");
  }
}
