package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

class ConsistentDashboardTest {
  @RegisterExtension private static final Service SERVICE = Service.patient();

  private static JsonNode dashboard(String query) throws Exception {
    var answer = SERVICE.get("/api/users/1/dashboard" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Service.json(answer);
  }

  @Test
  void consistentDashboard_isTheSame_whileNothingChanges() throws Exception {
    assertThat(dashboard("?consistent=true")).isEqualTo(dashboard(""));
  }

  /// A writer adds an unread notification and an activity in one transaction, again and again: who
  /// sees one of them sees the other.
  @Test
  void allParts_areOfOneMoment() throws Exception {
    SERVICE.database().execute("delete from notifications where user_id = 1");
    SERVICE.database().execute("delete from activities where user_id = 1");
    var goOn = new AtomicBoolean(true);
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try (var connection = SERVICE.database().connect();
                  var statement = connection.createStatement()) {
                for (int i = 0; goOn.get() && i < 1_000_000; i++) {
                  statement.execute(
                      """
                      with n as (
                        insert into notifications (user_id, kind, message) values (1, 'k', '%1$d'))
                      insert into activities (user_id, kind, description) values (1, 'k', '%1$d')
                      """
                          .formatted(i));
                }
              } catch (java.sql.SQLException e) {
                throw new AssertionError(e);
              }
            });
    int seen = 0;
    try {
      for (int i = 0; i < 200; i++) {
        JsonNode dashboard = dashboard("?consistent=true");
        assertThat(dashboard.get("degraded").size()).isZero();
        String notification =
            dashboard.get("notifications").path(0).path("message").asString("none");
        assertThat(dashboard.get("recentActivity").path(0).path("description").asString("none"))
            .isEqualTo(notification);
        seen += notification.equals("none") ? 0 : 1;
      }
    } finally {
      goOn.set(false);
      writer.join();
    }
    assertThat(seen).isPositive();
  }

  @Test
  void flagThatIsNone_isRefused() throws Exception {
    assertThat(SERVICE.get("/api/users/1/dashboard?consistent=maybe").statusCode()).isEqualTo(400);
    assertThat(SERVICE.get("/api/users/999999/dashboard?consistent=true").statusCode())
        .isEqualTo(404);
  }
}
