package dev.weft.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Tag("slow")
class DashboardTest {

  @RegisterExtension static final Service SERVICE = Service.patient();

  @Test
  void answer_hasItsFieldsInOrder_andNoOthers() throws Exception {
    JsonNode dashboard = SERVICE.dashboard(1);
    assertThat(dashboard.propertyNames())
        .containsExactly("user", "stats", "notifications", "recentActivity", "degraded");
    assertThat(dashboard.get("user").propertyNames())
        .containsExactly("id", "name", "email", "createdAt");
    assertThat(dashboard.get("stats").propertyNames())
        .containsExactly("posts", "comments", "likes");
    assertThat(dashboard.get("notifications")).isNotEmpty();
    for (JsonNode notification : dashboard.get("notifications")) {
      assertThat(notification.propertyNames())
          .containsExactly("id", "kind", "message", "createdAt");
    }
    assertThat(dashboard.get("recentActivity")).isNotEmpty();
    for (JsonNode activity : dashboard.get("recentActivity")) {
      assertThat(activity.propertyNames())
          .containsExactly("id", "kind", "description", "createdAt");
    }
    assertThat(dashboard.get("degraded")).isEmpty();
    assertThat(dashboard.get("degraded").isArray()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 17, 200})
  void answer_isWhatTheDatabaseHolds(long id) throws Exception {
    JsonNode dashboard = SERVICE.dashboard(id);
    TestDatabase database = SERVICE.database();
    JsonNode user = dashboard.get("user");
    assertThat(user.get("id").asLong()).isEqualTo(id);
    assertThat(List.of(user.get("name").asString(), user.get("email").asString()))
        .isEqualTo(database.query("select unnest(array[name, email]) from users where id = " + id));
    for (String table : List.of("posts", "comments", "likes")) {
      assertThat(dashboard.get("stats").get(table).asLong())
          .as(table)
          .isEqualTo(
              database.number("select count(*) from %s where user_id = %d".formatted(table, id)));
    }
    assertThat(ids(dashboard.get("notifications")))
        .isEqualTo(
            database.query(
                """
                select id from notifications where user_id = %d and not is_read
                order by created_at desc, id desc limit 10
                """
                    .formatted(id)));
    assertThat(ids(dashboard.get("recentActivity")))
        .isEqualTo(
            database.query(
                """
                select id from activities where user_id = %d
                order by created_at desc, id desc limit 20
                """
                    .formatted(id)));
  }

  @Test
  void lists_areCutAtTenAndTwenty_newestFirst_andWithoutWhatWasRead() throws Exception {
    SERVICE
        .database()
        .execute(
            """
            insert into users (id, name, email) values (900, 'Busy', 'busy@example.org');
            insert into notifications (user_id, kind, message, is_read, created_at)
              select 900, 'like', 'n' || n, n % 3 = 0, now() - n * interval '1 hour'
              from generate_series(1, 40) n;
            insert into activities (user_id, kind, description, created_at)
              select 900, 'post', 'a' || n, now() - n * interval '1 hour'
              from generate_series(1, 40) n;
            """);
    JsonNode dashboard = SERVICE.dashboard(900);
    assertThat(texts(dashboard.get("notifications"), "message"))
        .containsExactly("n1", "n2", "n4", "n5", "n7", "n8", "n10", "n11", "n13", "n14");
    assertThat(texts(dashboard.get("recentActivity"), "description"))
        .hasSize(20)
        .startsWith("a1", "a2", "a3")
        .endsWith("a20");
    assertThat(texts(dashboard.get("recentActivity"), "createdAt").stream().map(Instant::parse))
        .isSortedAccordingTo(Comparator.<Instant>naturalOrder().reversed());
  }

  @Test
  void userWithoutAnything_hasEmptyLists_andIsNotDegraded() throws Exception {
    SERVICE
        .database()
        .execute("insert into users (id, name, email) values (901, 'New', 'new@example.org')");
    JsonNode dashboard = SERVICE.dashboard(901);
    assertThat(dashboard.get("stats").toString())
        .isEqualTo("{\"posts\":0,\"comments\":0,\"likes\":0}");
    assertThat(dashboard.get("notifications").toString()).isEqualTo("[]");
    assertThat(dashboard.get("recentActivity").toString()).isEqualTo("[]");
    assertThat(dashboard.get("degraded").toString()).isEqualTo("[]");
  }

  @Test
  void parts_areReadSideBySide() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<JsonNode> dashboard;
      try (var _ = SERVICE.database().lock("users", "likes", "notifications", "activities")) {
        dashboard = threads.submit(() -> SERVICE.dashboard(3));
        Await.until(
            "four statements at once",
            ofSeconds(10),
            () -> SERVICE.database().waitingForLocks() == 4);
      }
      assertThat(dashboard.get().get("degraded")).isEmpty();
    }
  }

  @Test
  void userThatCannotBeRead_isAProblem_andTheOtherPartsEndOnTheServer() throws Exception {
    try (LogCapture log = new LogCapture();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var _ = SERVICE.database().lock("users", "likes", "notifications", "activities")) {
      Future<HttpResponse<String>> answer =
          threads.submit(() -> SERVICE.get("/api/users/1/dashboard"));
      Await.until("all four read", ofSeconds(10), () -> SERVICE.database().waitingForLocks() == 4);
      SERVICE
          .database()
          .query(
              """
              select pg_cancel_backend(pid) from pg_stat_activity
              where datname = current_database() and application_name = 'weft'
                and query like '%from users%'
              """);
      assertThat(answer.get().statusCode()).isEqualTo(500);
      Problem.check(answer.get());
      Await.until(
          "no statement is left", ofSeconds(10), () -> SERVICE.database().activeStatements() == 0);
      assertThat(log.messages()).containsExactly("GET /api/users/1/dashboard answered 500");
    }
  }

  @Test
  void serverTiming_namesEveryPart_andTheWhole() throws Exception {
    var answer = SERVICE.get("/api/users/5/dashboard");
    String timing = answer.headers().firstValue("Server-Timing").orElseThrow();
    // RFC 9110 tokens and quoted strings, as the W3C's Server Timing has them.
    assertThat(timing)
        .matches(
            "([A-Za-z]+;dur=[0-9]+\\.[0-9]{3};desc=\"start=[0-9]+\\.[0-9]{3}\", )*total;dur=[0-9]+\\.[0-9]{3}");
    List<String> names = new ArrayList<>();
    Stream.of(timing.split(", ", -1)).map(entry -> entry.replaceAll(";.*", "")).forEach(names::add);
    assertThat(names.getLast()).isEqualTo("total");
    assertThat(names)
        .containsExactlyInAnyOrder("user", "stats", "notifications", "recentActivity", "total");
    double total = Double.parseDouble(timing.replaceAll(".*total;dur=", ""));
    for (String entry : timing.split(", ", -1)) {
      double duration = Double.parseDouble(entry.replaceAll(".*;dur=([0-9.]+).*", "$1"));
      assertThat(duration).as(entry).isLessThanOrEqualTo(total);
    }
  }

  @Test
  void answer_isJson_alsoToHead() throws Exception {
    var answer = SERVICE.get("/api/users/5/dashboard");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    var head =
        RawClient.ask(SERVICE.port(), "HEAD /api/users/5/dashboard HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("content-type")).isEqualTo("application/json");
    assertThat(head.header("content-length"))
        .isEqualTo(answer.headers().firstValue("Content-Length").orElseThrow());
  }

  private static List<String> ids(JsonNode rows) {
    return texts(rows, "id");
  }

  private static List<String> texts(JsonNode rows, String field) {
    List<String> all = new ArrayList<>();
    rows.forEach(row -> all.add(row.get(field).asString()));
    return all;
  }
}
