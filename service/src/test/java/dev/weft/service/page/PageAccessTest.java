package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

class PageAccessTest extends PageTest {
  @Test
  void keyboard_isEnough() {
    server.answer(43, Reply.user(43, "Barbara Liskov"));
    server.answer(44, Reply.problem(503, "Service Unavailable", "the database does not answer"));
    visit("1");
    shown("Ada Lovelace");
    browser.press(Keys.TAB);
    assertThat(focused()).isEqualTo("brand");
    browser.press(Keys.TAB); // "previous" is off at the first user
    assertThat(focused()).isEqualTo("user");
    assertThat(browser.script("return getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
    browser.press("42", Keys.ENTER);
    shown("Grace Hopper");
    browser.press(Keys.ARROW_UP);
    shown("Barbara Liskov");
    browser.press(Keys.TAB);
    assertThat(focused()).isEqualTo("next");
    browser.press(Keys.ENTER);
    problem("The service cannot answer right now");
    assertThat(focused()).isEqualTo("next");
    server.answer(44, Reply.user(44, "Tony Hoare"));
    browser.press(Keys.TAB);
    assertThat(focused()).isEqualTo("random");
    browser.press(Keys.TAB);
    assertThat(focused()).isEqualTo("retry");
    browser.press(Keys.SPACE);
    shown("Tony Hoare");
    assertThat(focused()).isEqualTo("name");
    browser.press(Keys.TAB);
    assertThat(focused()).isEqualTo("again");
    assertThat(server.asked()).containsExactly("1", "42", "43", "44", "44");
  }

  private static String focused() {
    return browser.script(
        "return document.activeElement.id || document.activeElement.className || 'nothing'");
  }

  @Test
  void everyControlHasAName() {
    visit("42");
    shown("Grace Hopper");
    assertThat(browser.all("button, input, select, progress, a"))
        .extracting(WebElement::getAccessibleName)
        .containsExactly(
            "Weft",
            "Previous user",
            "User",
            "Next user",
            "Random",
            "Run again",
            "From account",
            "To account",
            "Amount",
            "Pay",
            "Kind",
            "Items",
            "At a time",
            "Start",
            "Cancel",
            "Items that have ended");
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 360, 800, 1280})
  void page_needsNoSidewaysScrolling(int width) {
    browser.screen(width, 740, width <= 360);
    server.answer(6, Reply.everywhere(6, "x".repeat(300)));
    server.answer(7, Reply.degraded(7, "Edsger Dijkstra", Reply.LATE, "stats", "notifications"));
    server.answer(8, Reply.problem(503, "Service Unavailable", "y".repeat(300)));
    for (String id : new String[] {"42", "6", "7", "8", "99"}) {
      visit(id);
      settled();
      assertThat(
              browser.script(
                  "return document.documentElement.scrollWidth - document.body.clientWidth"))
          .as("user %s", id)
          .isEqualTo("0");
      assertThat(browser.find(".top").getRect().height).as("one line at the top").isLessThan(64);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void text_standsOutFromItsGround(String scheme) {
    browser.scheme(scheme);
    server.answer(7, Reply.degraded(7, "Edsger Dijkstra", Reply.LATE, "stats", "notifications"));
    for (String id : new String[] {"42", "7", "99"}) {
      visit(id);
      settled();
      assertThat(browser.script(Contrast.SCRIPT)).as("user %s", id).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 800, 1280})
  void tools_keepTheirPlaces_whateverTheySay(int width) {
    browser.screen(width, 2_400, width == 320);
    var feed = server.api().events("/api/batches/7/events");
    feed.progress(ApiStub.batch("running", 0, 0, 5));
    var ran = ApiStub.json(202, ApiStub.batch("running", 0, 0, 0));
    server.api().answer("POST /api/batches", ran);
    visit("42");
    shown("Grace Hopper");
    browser.eventually(() -> assertThat(browser.text("#from-says")).startsWith("Balance"));
    browser.eventually(() -> assertThat(browser.text("#upstream-health")).isEqualTo("Healthy"));
    String places = places();
    server.api().answer("GET /api/upstream", ApiStub.upstream(false, 123_456, 999, 20));
    browser.fill("#items", "50", Keys.ENTER);
    browser.eventually(() -> assertThat(browser.text("#batch-says")).contains("is running"));
    server.api().away(true);
    browser.fill("#amount", "1", Keys.ENTER);
    browser.eventually(() -> assertThat(browser.text("#transfer-says")).contains("not known"));
    assertThat(places()).isEqualTo(places);
    server.api().away(false);
    server
        .api()
        .answer(
            "POST /api/transfers", Reply.problem(409, "Conflict", "account 1 has less than 1.00"));
    browser.click("#pay");
    browser.eventually(() -> assertThat(browser.text("#amount-says")).contains("has less"));
    feed.progress(ApiStub.batch("done", 48, 2, 0));
    browser.eventually(() -> assertThat(browser.text("#batch-says")).contains("has ended"));
    browser.eventually(
        () -> assertThat(browser.text("#upstream-health")).startsWith("Not healthy"));
    assertThat(places()).isEqualTo(places);
    assertThat(browser.script("return document.documentElement.scrollWidth")).isEqualTo("" + width);
  }

  private static String places() {
    return browser.script(
        """
        return [...document.querySelectorAll(".tools .card, .tools dl, .tools button, .tools input, progress")]
            .map((each) => each.getBoundingClientRect())
            .map((box) => [box.x, box.y + scrollY, box.width, box.height].map(Math.round).join())
            .join(" ")\
        """);
  }

  @Test
  void firstLoading_movesNothing_andLaterOnlyWhoAsksForIt() {
    browser.screen(1280, 2_400, false);
    visit("42");
    shown("Grace Hopper");
    browser.eventually(() -> assertThat(browser.text("#to-says")).startsWith("Balance"));
    assertThat(browser.shows("#pay")).isTrue();
    assertThat(
            browser.script(
                """
                const seen = new PerformanceObserver(() => {});
                seen.observe({ type: "layout-shift", buffered: true });
                return seen.takeRecords().filter((shift) => !shift.hadRecentInput)
                    .reduce((sum, shift) => sum + shift.value, 0) < 0.01\
                """))
        .isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void tools_standOutFromTheirGround(String scheme) {
    browser.scheme(scheme);
    server.api().answer("GET /api/upstream", ApiStub.upstream(false, 1, 1, 0));
    server.api().answer("GET /api/accounts/1", Reply.problem(404, "Not Found", "no account 1"));
    visit("42");
    shown("Grace Hopper");
    browser.fill("#items", "x", Keys.ENTER);
    browser.eventually(() -> assertThat(browser.all(".says.wrong")).hasSize(2));
    browser.eventually(
        () -> assertThat(browser.text("#upstream-health")).startsWith("Not healthy"));
    assertThat(browser.script(Contrast.SCRIPT)).isEmpty();
  }

  @Test
  void tools_needNoMouse() {
    server.api().answer("POST /api/transfers", ApiStub.transfer(1, 2, "5.00"));
    visit("42");
    shown("Grace Hopper");
    browser.click("#again");
    shown("Grace Hopper");
    for (String id : new String[] {"from", "to", "amount"}) {
      browser.press(Keys.TAB);
      assertThat(focused()).isEqualTo(id);
    }
    browser.press("5");
    browser.press(Keys.TAB);
    assertThat(focused()).isEqualTo("pay");
    browser.press(Keys.SPACE);
    browser.eventually(() -> assertThat(browser.text("#transfer-says")).startsWith("Paid 5.00"));
    assertThat(focused()).isEqualTo("pay");
    for (String id : new String[] {"kind", "items", "concurrency", "start", "cancel"}) {
      browser.press(Keys.TAB);
      assertThat(focused()).isEqualTo(id);
    }
    assertThat(browser.all("[role=status]"))
        .extracting(each -> each.getDomAttribute("id"))
        .containsExactly("status", "upstream-health", "transfer-says", "batch-says");
  }
}
