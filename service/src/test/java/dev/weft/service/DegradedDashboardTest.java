package dev.weft.service;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Tag("slow")
class DegradedDashboardTest {
  // Long enough for parts that are well, on a machine that does a lot else.
  private static final Duration PART_TIMEOUT = ofMillis(1_500);

  @RegisterExtension static final Service SERVICE = Service.withPartTimeout(PART_TIMEOUT);

  private LogCapture log = new LogCapture();

  @BeforeEach
  void capture() {
    log.close();
    log = new LogCapture();
  }

  @AfterEach
  void release() {
    log.close();
  }

  @ParameterizedTest
  @CsvSource({
    "notifications, notifications, []",
    "activities,    recentActivity, []",
    "likes,         stats, '{\"posts\":0,\"comments\":0,\"likes\":0}'",
    "posts,         stats, '{\"posts\":0,\"comments\":0,\"likes\":0}'"
  })
  void partThatFails_isEmpty_andNamedEverywhere(String table, String part, String empty)
      throws Throwable {
    JsonNode whole = SERVICE.dashboard(1);
    double counted = degradedCount(part, "failed");
    SERVICE
        .database()
        .without(
            List.of(table),
            () -> {
              JsonNode dashboard = SERVICE.dashboard(1);
              assertThat(names(dashboard)).containsExactly(part);
              assertThat(dashboard.get(part).toString()).isEqualTo(empty);
              for (String other : whole.propertyNames()) {
                if (!other.equals(part) && !other.equals("degraded")) {
                  assertThat(dashboard.get(other)).isEqualTo(whole.get(other));
                }
              }
            });
    assertThat(degradedCount(part, "failed")).isEqualTo(counted + 1);
    assertThat(log.messages())
        .singleElement()
        .asString()
        .startsWith("dashboard without \"%s\": ".formatted(part))
        .contains("relation \"%s\" does not exist".formatted(table), "42P01")
        .doesNotContain("\n");
    assertThat(names(SERVICE.dashboard(1))).isEmpty();
  }

  @Test
  void partThatIsLate_isEmpty_andItsStatementEnds() throws Exception {
    double counted = degradedCount("notifications", "late");
    try (var _ = SERVICE.database().lock("notifications")) {
      long begun = System.nanoTime();
      JsonNode dashboard = SERVICE.dashboard(1);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(names(dashboard)).containsExactly("notifications");
      assertThat(dashboard.get("notifications")).isEmpty();
      assertThat(dashboard.get("recentActivity")).isNotEmpty();
      assertThat(took).isBetween(PART_TIMEOUT, PART_TIMEOUT.plusSeconds(10));
      assertThat(SERVICE.database().activeStatements()).isZero();
    }
    assertThat(degradedCount("notifications", "late")).isEqualTo(counted + 1);
    assertThat(log.messages())
        .containsExactly("dashboard without \"notifications\": deadline of 1500 ms exceeded");
    assertThat(names(SERVICE.dashboard(1))).isEmpty();
  }

  @Test
  void severalParts_areNamedTogether_whetherLateOrFailed() throws Throwable {
    try (var _ = SERVICE.database().lock("activities")) {
      SERVICE
          .database()
          .without(
              List.of("likes", "notifications"),
              () -> {
                JsonNode dashboard = SERVICE.dashboard(1);
                assertThat(names(dashboard))
                    .containsExactlyInAnyOrder("stats", "notifications", "recentActivity");
                assertThat(dashboard.get("user").get("id").asLong()).isEqualTo(1);
              });
    }
    assertThat(names(SERVICE.dashboard(1))).isEmpty();
  }

  @Test
  void missingTable_isLoggedAsOneLineAnOccurrence_withFewTraces() throws Throwable {
    SERVICE
        .database()
        .without(
            List.of("comments"),
            () -> {
              for (int i = 0; i < 20; i++) {
                SERVICE.dashboard(1);
              }
            });
    assertThat(log.messages()).hasSize(20).allMatch(message -> !message.contains("\n"));
    assertThat(log.records().stream().map(LogRecord::getThrown).filter(Objects::nonNull))
        .hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void missingUsers_areAProblem() throws Throwable {
    SERVICE
        .database()
        .without(
            List.of("users"),
            () -> {
              HttpResponse<String> answer = SERVICE.get("/api/users/1/dashboard");
              assertThat(answer.statusCode()).isEqualTo(500);
              Problem.check(answer);
            });
    assertThat(names(SERVICE.dashboard(1))).isEmpty();
  }

  private static double degradedCount(String part, String cause) throws Exception {
    return SERVICE.metric(
        "dashboard_degraded_total{cause=\"%s\",part=\"%s\"}".formatted(cause, part));
  }

  private static List<String> names(JsonNode dashboard) {
    List<String> names = new ArrayList<>();
    dashboard.get("degraded").forEach(name -> names.add(name.asString()));
    return names;
  }
}
