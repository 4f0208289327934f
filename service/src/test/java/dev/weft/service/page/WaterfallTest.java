package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Rectangle;

class WaterfallTest extends PageTest {
  @Test
  void waterfall_setsParallelBesideOneAfterTheOther() {
    visit("42");
    shown("Grace Hopper");
    assertThat(browser.text("#total")).isEqualTo("12.4 ms");
    assertThat(browser.text("#sum")).isEqualTo("31.0 ms");
    assertThat(browser.text("#factor")).isEqualTo("2.5×");
    assertThat(browser.text("#saved")).isEqualTo("18.6 ms saved");
    assertThat(browser.all(".row-time").stream().map(time -> time.getText().lines().findFirst()))
        .extracting(line -> line.orElseThrow().replaceAll(",.*", ""))
        .containsExactly("3.1 ms", "6.2 ms", "9.8 ms", "11.9 ms");
  }

  @Test
  void bars_shareOneTimeAxis() {
    visit("42");
    shown("Grace Hopper");
    browser.eventually(() -> {
      var bars = places(".bar");
      double pixelsPerMs = browser.find(".track").getRect().width / 31.0;
      double origin = browser.find(".track").getRect().x;
      assertThat(bars).hasSize(4);
      assertBar(bars.get("user"), origin, pixelsPerMs, 0.2, 3.1);
      assertBar(bars.get("stats"), origin, pixelsPerMs, 0.3, 6.2);
      assertBar(bars.get("notifications"), origin, pixelsPerMs, 0.4, 9.8);
      assertBar(bars.get("recentActivity"), origin, pixelsPerMs, 0.4, 11.9);
      var later = places(".ghost");
      assertBar(later.get("stats"), origin, pixelsPerMs, 3.1, 6.2);
      assertBar(later.get("recentActivity"), origin, pixelsPerMs, 19.1, 11.9);
    });
  }

  @Test
  void answerWithoutTimings_isShownWithoutBars() {
    server.answer(5, new Reply(200, "application/json", "", Reply.user(5, "Alan Turing").body()));
    visit("5");
    shown("Alan Turing");
    assertThat(browser.text("#total")).isEqualTo("–");
    assertThat(browser.text("#sum-hint")).isEqualTo("no timings came");
    assertThat(browser.shows(".bar")).isFalse();
    assertThat(browser.all("#recentActivity > li")).hasSize(20);
  }

  @Test
  void timingsWithCommasAndUnknownNames_areRead() {
    String timing =
        "cache;desc=\"hit, miss; dur=99\", user;desc=\"start=1.5\";dur=10,"
            + "miss, stats ; dur=\"20.5\" ; desc=\"start=2\", total;dur=25";
    server.answer(
        5, new Reply(200, "application/json", timing, Reply.user(5, "Alan Turing").body()));
    visit("5");
    shown("Alan Turing");
    assertThat(browser.text("#total")).isEqualTo("25.0 ms");
    assertThat(browser.text("#sum")).isEqualTo("30.5 ms");
    assertThat(browser.text("#sum-hint")).isEqualTo("sum of 2 parts");
  }

  private static void assertBar(
      Rectangle bar, double origin, double pixelsPerMs, double start, double took) {
    assertThat(bar.x - origin).isCloseTo(start * pixelsPerMs, within(1.5));
    assertThat((double) bar.width).isCloseTo(took * pixelsPerMs, within(1.5));
  }

  private static Map<String, Rectangle> places(String css) {
    return browser.all(".row").stream()
        .collect(
            Collectors.toMap(
                row -> String.valueOf(row.getDomAttribute("data-part")),
                row -> row.findElement(By.cssSelector(css)).getRect()));
  }
}
