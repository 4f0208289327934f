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

@Tag("slow")
class RequestBudgetTest {

  @RegisterExtension static final Service SERVICE = Service.withRequestTimeout(ofSeconds(3));

  @Test
  void requestsThatTakeTooLong_are503_readingOrInTheQueue_andLeaveNothingBehind() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var log = new LogCapture();
        var _ = SERVICE.database().lock("users", "notifications")) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (String kind : List.of("dashboard", "profile")) {
        for (int i = 0; i < 15; i++) {
          answers.add(threads.submit(() -> SERVICE.get("/api/users/1/" + kind)));
        }
      }
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(503);
        assertThat(answer.get().headers().firstValue("Retry-After")).hasValue("1");
        assertThat(Problem.check(answer.get()).get("detail").asString())
            .isEqualTo("the answer took too long; try again");
      }
      Await.until(
          "no statement is left", ofSeconds(10), () -> SERVICE.database().activeStatements() == 0);
      assertThat(log.messages()).hasSize(answers.size()).allMatch(line -> !line.contains("\n"));
    }
    Await.until(
        "the connections are back", ofSeconds(20), () -> SERVICE.pool().usage().active() == 0);
    for (int i = 0; i < 30; i++) {
      assertThat(SERVICE.dashboard(1).get("degraded")).isEmpty();
    }
  }
}
