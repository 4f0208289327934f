package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

class BatchPageTest extends PageTest {
  private static final String BATCH = "/api/batches/7";

  private EventFeed feed = new EventFeed();

  @BeforeEach
  void feed() {
    feed = server.api().events(BATCH + "/events");
    feed.progress(ApiStub.batch("running", 0, 0, 5));
    server.api().answer("POST /api/batches", ApiStub.json(202, ApiStub.batch("running", 0, 0, 0)));
  }

  private void start() {
    visit("42");
    shown("Grace Hopper");
    browser.fill("#items", "50", Keys.ENTER);
    says("Batch 7 is running: 50 items.");
  }

  private static void says(String words) {
    browser.eventually(() -> assertThat(browser.text("#batch-says")).startsWith(words));
  }

  private static void counts(String done, String failed, String inFlight) {
    browser.eventually(() -> {
      assertThat(browser.text("#batch-done")).isEqualTo(done);
      assertThat(browser.text("#batch-failed")).isEqualTo(failed);
      assertThat(browser.text("#batch-inFlight")).isEqualTo(inFlight);
    });
  }

  private static boolean canPress(String button) {
    return "false".equals(browser.find(button).getDomAttribute("aria-disabled"));
  }

  @Test
  void progress_isShownLive_untilTheEnd() {
    start();
    assertThat(server.api().asked("POST /api/batches").getFirst().body())
        .startsWith("{\"kind\":\"upstream\",\"concurrency\":5,\"items\":[\"items/1\",\"items/2\",")
        .endsWith(",\"items/50\"]}");
    assertThat(canPress("#start")).isFalse();
    feed.progress(ApiStub.batch("running", 30, 2, 5));
    counts("30", "2", "5");
    assertThat(browser.find("#batch-bar").getDomProperty("value")).isEqualTo("32");
    assertThat(browser.find("#batch-bar").getDomProperty("max")).isEqualTo("50");
    feed.progress(ApiStub.batch("done", 47, 3, 0));
    feed.send("end", ApiStub.batch("done", 47, 3, 0));
    says("Batch 7 has ended: 47 done, 3 failed, of 50.");
    counts("47", "3", "0");
    assertThat(canPress("#start")).isTrue();
    assertThat(canPress("#cancel")).isFalse();
  }

  @Test
  void runningBatch_survivesAReload_andItsEndIsShownAfterOneToo() {
    start();
    feed.progress(ApiStub.batch("running", 20, 0, 5));
    counts("20", "0", "5");
    visit("1");
    says("Batch 7 is running");
    counts("20", "0", "5");
    feed.progress(ApiStub.batch("done", 50, 0, 0));
    says("Batch 7 has ended");
    visit("1");
    says("Batch 7 has ended: 50 done, 0 failed, of 50.");
    assertThat(canPress("#start")).isTrue();
  }

  @Test
  void cancelButton_cancels_andTellsWhatWasDone() {
    start();
    server.api().answer("DELETE " + BATCH, Reply.problem(503, "Unavailable", "try again soon"));
    browser.click("#cancel");
    says("Batch 7 is not cancelled: try again soon. Press Cancel again.");
    feed.progress(ApiStub.batch("running", 12, 0, 5));
    counts("12", "0", "5");
    says("Batch 7 is not cancelled");
    var ended = ApiStub.batch("cancelled", 12, 1, 0);
    server.api().answer("DELETE " + BATCH, ApiStub.json(200, ended));
    browser.click("#cancel");
    says("Batch 7 was cancelled: 12 done, 1 failed, of 50.");
    counts("12", "1", "0");
    assertThat(canPress("#start")).isTrue();
    assertThat(canPress("#cancel")).isFalse();
    assertThat(browser.script("return document.activeElement.id")).isEqualTo("cancel");
  }

  @Test
  void shutdown_isShown_andTheBatchIsFollowedAgainAfterIt() {
    start();
    server.api().away(true);
    feed.send("shutdown", "{\"detail\":\"the server is shutting down\"}");
    feed.cut();
    says("Batch 7: the server is shutting down. It goes on after the next start.");
    browser.eventually(
        () -> assertThat(server.api().asked("GET " + BATCH + "/events")).hasSizeGreaterThan(2));
    says("Batch 7: the server is shutting down.");
    feed.progress(ApiStub.batch("running", 40, 0, 5));
    server.api().away(false);
    says("Batch 7 is running");
    counts("40", "0", "5");
  }

  @Test
  void lostConnection_isTold_andMadeAgain() {
    start();
    server.api().away(true);
    feed.cut();
    says("Batch 7: the connection is lost. Trying again…");
    server.api().away(false);
    says("Batch 7 is running");
    assertThat(feed.connections()).isEqualTo(2);
  }

  @Test
  void refusedStream_isOpenedAgain_unlessTheBatchIsUnknown() {
    server
        .api()
        .answer(
            "POST /api/batches",
            ApiStub.json(
                202,
                "{\"id\":8,\"total\":50,\"done\":0,"
                    + "\"failed\":0,\"inFlight\":0,\"state\":\"running\"}"));
    server.api().answer("GET /api/batches/8/events", Reply.problem(503, "Unavailable", "away"));
    server.api().answer("GET /api/batches/8", Reply.problem(503, "Unavailable", "away"));
    visit("42");
    shown("Grace Hopper");
    browser.fill("#items", "50", Keys.ENTER);
    says("Batch 8: away. Trying again…");
    server.api().answer("GET /api/batches/8/events", Reply.problem(404, "Not Found", "none"));
    server
        .api()
        .answer("GET /api/batches/8", Reply.problem(404, "Not Found", "there is no batch 8"));
    says("there is no batch 8.");
    assertThat(canPress("#start")).isTrue();
    visit("42");
    shown("Grace Hopper");
    assertThat(browser.text("#batch-says")).isEmpty();
  }

  @Test
  void malformedNumbers_areSaidAtTheirFields() {
    visit("42");
    shown("Grace Hopper");
    browser.fill("#items", "10001", Keys.ENTER);
    browser.eventually(() ->
        assertThat(browser.text("#items-says"))
            .isEqualTo("“10001” is not a whole number from 1 to 10,000"));
    String detail = "field \"concurrency\" is 101, but has to be a whole number from 1 to 100";
    server.api().answer("POST /api/batches", Reply.problem(400, "Bad Request", detail));
    browser.fill("#items", "50", Keys.TAB);
    browser.fill("#concurrency", "101", Keys.ENTER);
    browser.eventually(() -> assertThat(browser.text("#concurrency-says")).isEqualTo(detail));
    assertThat(browser.script("return document.activeElement.id")).isEqualTo("concurrency");
    assertThat(server.api().asked("POST /api/batches")).hasSize(1);
  }

  @Test
  void startThatFails_isTold() {
    visit("42");
    shown("Grace Hopper");
    server.api().answer("POST /api/batches", Reply.problem(429, "Too Many", "too many batches"));
    browser.click("#start");
    says("Not started: too many batches (in 7 s).");
    server.api().away(true);
    browser.click("#start");
    says("It is not known whether the batch was started: the service is out of reach.");
    assertThat(canPress("#start")).isTrue();
  }
}
