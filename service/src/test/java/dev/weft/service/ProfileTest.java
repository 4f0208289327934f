package dev.weft.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Tag("slow")
class ProfileTest {

  @RegisterExtension static final Service SERVICE = Service.patient();

  @Test
  void answer_isTheUserWithPostsAndComments_newestFirst() throws Exception {
    JsonNode profile = Service.json(SERVICE.get("/api/users/4/profile"));
    assertThat(profile.propertyNames()).containsExactly("user", "posts", "comments");
    assertThat(profile.get("user").propertyNames())
        .containsExactly("id", "name", "email", "createdAt");
    assertThat(profile.get("user").get("id").asLong()).isEqualTo(4);
    assertThat(profile.get("posts").get(0).propertyNames())
        .containsExactly("id", "title", "body", "createdAt");
    assertThat(profile.get("comments").get(0).propertyNames())
        .containsExactly("id", "postId", "body", "createdAt");
    for (String table : List.of("posts", "comments")) {
      List<String> ids = new ArrayList<>();
      profile.get(table).forEach(row -> ids.add(row.get("id").asString()));
      assertThat(ids)
          .as(table)
          .isNotEmpty()
          .isEqualTo(
              SERVICE
                  .database()
                  .query(
                      "select id from %s where user_id = 4 order by created_at desc, id desc limit 100"
                          .formatted(table)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"users", "posts", "comments"})
  void everyPart_isRequired(String table) throws Throwable {
    try (LogCapture log = new LogCapture()) {
      SERVICE
          .database()
          .without(
              List.of(table),
              () -> {
                HttpResponse<String> answer = SERVICE.get("/api/users/4/profile");
                assertThat(answer.statusCode()).isEqualTo(500);
                Problem.check(answer);
              });
      assertThat(log.messages()).containsExactly("GET /api/users/4/profile answered 500");
    }
    assertThat(SERVICE.get("/api/users/4/profile").statusCode()).isEqualTo(200);
  }

  @Test
  void failedPart_cancelsTheOthersOnTheServer() throws Throwable {
    try (LogCapture log = new LogCapture();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var _ = SERVICE.database().lock("users", "posts", "comments")) {
      Future<HttpResponse<String>> answer =
          threads.submit(() -> SERVICE.get("/api/users/4/profile"));
      Await.until("all three read", ofSeconds(10), () -> SERVICE.database().waitingForLocks() == 3);
      SERVICE
          .database()
          .query(
              """
              select pg_cancel_backend(pid) from pg_stat_activity
              where datname = current_database() and application_name = 'weft'
                and query like '%from posts%'
              """);
      assertThat(answer.get().statusCode()).isEqualTo(500);
      Await.until(
          "no statement is left", ofSeconds(10), () -> SERVICE.database().activeStatements() == 0);
      assertThat(log.messages()).hasSize(1);
    }
  }

  @Test
  void unknownUser_is404() throws Exception {
    HttpResponse<String> answer = SERVICE.get("/api/users/999999/profile");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Problem.check(answer).get("detail").asString()).isEqualTo("there is no user 999999");
  }
}
