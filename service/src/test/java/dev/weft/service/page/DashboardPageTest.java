package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardPageTest extends PageTest {
  @Test
  void dashboard_showsWhatTheAnswerSays() {
    visit("42");
    shown("Grace Hopper");
    assertThat(browser.title()).isEqualTo("Grace Hopper · Weft");
    assertThat(browser.text("#about")).isEqualTo("grace.hopper@example.org joined Mar 9, 2024");
    assertThat(browser.text("#posts")).isEqualTo("12");
    assertThat(browser.text("#comments")).isEqualTo("1,234");
    assertThat(browser.text("#likes")).isEqualTo("57");
    assertThat(browser.all("#notifications > li")).hasSize(10);
    assertThat(browser.all("#recentActivity > li")).hasSize(20);
    assertThat(browser.text("#notifications > li")).contains("commented on", "comment", "47 min");
    assertThat(browser.shows(".late, .missing, .problem")).isFalse();
  }

  @Test
  void degradedPart_isMarkedInTheWaterfallAndOnItsCard() {
    server.answer(7, Reply.degraded(7, "Edsger Dijkstra", Reply.LATE, "stats", "notifications"));
    visit("7");
    shown("Edsger Dijkstra");
    assertThat(browser.all(".row.late"))
        .extracting(row -> row.getDomAttribute("data-part"))
        .containsExactly("stats", "notifications");
    assertThat(browser.text(".row.late")).contains("too late, or failed", "2.00 s");
    assertThat(browser.text("#stats-missing")).isEqualTo("Stats are unavailable right now.");
    assertThat(browser.text("#posts")).isEqualTo("–");
    assertThat(browser.text("#notifications")).startsWith("Unavailable right now");
    assertThat(browser.all("#recentActivity > li")).hasSize(20);
    assertThat(browser.script("return document.getElementById('status').textContent"))
        .endsWith("Unavailable right now: Stats and Notifications.");

    go("42");
    shown("Grace Hopper");
    assertThat(browser.shows(".late, .missing, .degraded")).isFalse();
    assertThat(browser.text("#posts")).isEqualTo("12");
  }

  @Test
  void emptyLists_areNotUnavailable() {
    String body =
        Reply.degraded(8, "Tony Hoare", Reply.LATE, "notifications")
            .body()
            .replace("\"degraded\":[\"notifications\"]", "\"degraded\":[]");
    server.answer(8, new Reply(200, "application/json", Reply.LATE, body));
    visit("8");
    shown("Tony Hoare");
    assertThat(browser.text("#notifications")).isEqualTo("Nothing unread.");
  }

  @Test
  void markupInTheData_isShownAsText() {
    String hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    server.answer(6, Reply.everywhere(6, hostile));
    server.answer("<b>6", Reply.problem(400, "Bad Request", hostile));
    visit("6");
    shown(hostile);
    assertThat(browser.text("#about")).isEqualTo(hostile);
    assertThat(browser.text("#notifications")).contains(hostile);
    assertThat(browser.text("#recentActivity")).contains(hostile);
    assertThat(browser.all("#board img, #board script")).isEmpty();
    go("<b>6");
    problem("“<b>6” is not a user id");
    assertThat(browser.text("#problem")).contains(hostile);
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 1280})
  void firstLoading_keepsThePlaces(int width) {
    browser.screen(width, 740, width == 360);
    var hold = server.hold(42);
    visit("42");
    Function<String, String> top =
        css ->
            browser.script(
                "return Math.round(document.querySelector('%s').getBoundingClientRect().top)"
                    .formatted(css));
    browser.eventually(() -> assertThat(browser.all(".row")).hasSize(4));
    assertThat(browser.find("main").getDomAttribute("aria-busy")).isEqualTo("true");
    String plot = top.apply(".plot");
    String lists = top.apply("#notifications");
    hold.countDown();
    shown("Grace Hopper");
    assertThat(top.apply(".plot")).isEqualTo(plot);
    assertThat(top.apply("#notifications")).isEqualTo(lists);
  }
}
