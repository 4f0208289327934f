package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UpstreamPageTest extends PageTest {
  private static final String HEALTH = "GET /api/upstream";

  private static void says(String words) {
    browser.eventually(() -> assertThat(browser.text("#upstream-health")).isEqualTo(words));
  }

  @Test
  void health_isShown_andReadAgain() {
    visit("42");
    shown("Grace Hopper");
    says("Healthy");
    assertThat(browser.text("#upstream-succeeded")).isEqualTo("12");
    assertThat(browser.text("#upstream-rate")).isEqualTo("at most 10 calls a second");
    server.api().answer(HEALTH, ApiStub.upstream(false, 1234, 2, 9));
    says("Not healthy: the last call failed");
    assertThat(browser.text("#upstream-succeeded")).isEqualTo("1,234");
    assertThat(browser.text("#upstream-failed")).isEqualTo("2");
    assertThat(browser.text("#upstream-timedOut")).isEqualTo("3");
    assertThat(browser.text("#upstream-waiting")).isEqualTo("9");
  }

  @Test
  void noAnswer_isUnknown_untilThereIsOneAgain() {
    server.api().answer(HEALTH, Reply.problem(429, "Too Many Requests", "too many ask"));
    visit("42");
    shown("Grace Hopper");
    says("Unknown: too many ask (in 7 s)");
    server.api().away(true);
    says("Unknown: the service is out of reach");
    server.api().away(false);
    server.api().answer(HEALTH, ApiStub.upstream(true, 13, 0, 0));
    says("Healthy");
  }

  @Test
  void hiddenPage_doesNotAsk() throws InterruptedException {
    visit("42");
    shown("Grace Hopper");
    says("Healthy");
    browser.script(
        """
        Object.defineProperty(document, "visibilityState", { get: () => window.seen, configurable: true });
        window.seen = "hidden";
        return 0;
        """);
    int before = server.api().asked(HEALTH).size();
    // Longer than the page waits between two questions.
    Thread.sleep(Duration.ofMillis(3_500));
    assertThat(server.api().asked(HEALTH)).hasSize(before);
    server.api().answer(HEALTH, ApiStub.upstream(false, 0, 1, 0));
    browser.script(
        "window.seen = 'visible'; document.dispatchEvent(new Event('visibilitychange')); return 0");
    says("Not healthy: the last call failed");
  }
}
