package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What every error answer has to be: a problem as RFC 9457 has it, which tells nothing about the
/// inside of the service.
final class Problem {
  private static final JsonMapper JSON = new JsonMapper();

  private Problem() {}

  static JsonNode check(HttpResponse<String> answer) {
    return check(
        answer.statusCode(), answer.headers().firstValue("Content-Type").orElse(""), answer.body());
  }

  static JsonNode check(RawClient.Answer answer) {
    return check(answer.status(), answer.header("content-type"), answer.body());
  }

  private static JsonNode check(int status, String type, String body) {
    assertThat(type).as("type of %d %s", status, body).isEqualTo("application/problem+json");
    JsonNode problem = JSON.readTree(body);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("title").asString()).isNotBlank();
    // Left out it means the same.
    assertThat(problem.path("type").asString("about:blank")).isEqualTo("about:blank");
    assertThat(problem.get("detail").asString()).isNotBlank();
    assertThat(body)
        .doesNotContain("Exception", "java.", "dev.weft", "helidon", "\tat ", "<html", "<HTML")
        .doesNotContain("SQL", "select ", "PSQL", "relation");
    return problem;
  }
}
