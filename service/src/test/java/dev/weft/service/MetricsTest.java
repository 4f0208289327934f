package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("slow")
class MetricsTest {

  @RegisterExtension static final Service SERVICE = Service.patient();

  @Test
  void everyLine_isOfPrometheusTextFormat() throws Exception {
    SERVICE.dashboard(1);
    var answer = SERVICE.get("/metrics");
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; ");
    assertThat(answer.body().lines().filter(line -> !line.startsWith("# ")))
        .isNotEmpty()
        .allMatch(line -> line.matches("[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)+})? [-+0-9.eENaIinf]+"));
  }

  @Test
  void requests_areCountedByEndpointAndStatus_whateverTheIdsAre() throws Exception {
    String found =
        "http_server_requests_seconds_count{path=\"/api/users/{id}/dashboard\",status=\"200\"}";
    String missing = found.replace("200", "404");
    String other = "http_server_requests_seconds_count{path=\"other\",status=\"404\"}";
    double foundBefore = SERVICE.metric(found);
    double missingBefore = SERVICE.metric(missing);
    double otherBefore = SERVICE.metric(other);
    long linesBefore = SERVICE.get("/metrics").body().lines().count();
    for (int id = 1; id <= 10; id++) {
      SERVICE.dashboard(id);
      SERVICE.get("/api/users/%d/dashboard".formatted(5_000 + id));
      SERVICE.get("/nothing/%d".formatted(id));
    }
    assertThat(SERVICE.metric(found)).isEqualTo(foundBefore + 10);
    assertThat(SERVICE.metric(missing)).isEqualTo(missingBefore + 10);
    assertThat(SERVICE.metric(other)).isEqualTo(otherBefore + 10);
    assertThat(SERVICE.get("/metrics").body().lines().count())
        .as("no line for each id")
        .isLessThan(linesBefore + 15);
  }

  @Test
  void parts_andThePool_areMeasured() throws Exception {
    SERVICE.dashboard(1);
    for (String part : List.of("user", "stats", "notifications", "recentActivity")) {
      assertThat(SERVICE.metric("dashboard_part_seconds_count{part=\"%s\"}".formatted(part)))
          .as(part)
          .isPositive();
    }
    assertThat(SERVICE.metric("database_available ")).isEqualTo(1);
    assertThat(SERVICE.get("/metrics").body())
        .contains(
            "\ndatabase_connections_active ",
            "\ndatabase_connections_waiting ",
            "\nhttp_server_requests_active ",
            "\nhttp_server_requests_disconnected_total ");
  }
}
