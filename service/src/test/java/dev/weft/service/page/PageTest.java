package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.Rectangle;
import org.openqa.selenium.WebElement;

class PageTest {
  private static final String LATE =
      "user;dur=3.1;desc=\"start=0.2\", stats;dur=2000;desc=\"start=0.3\","
          + " notifications;dur=2001;desc=\"start=0.4\","
          + " recentActivity;dur=12;desc=\"start=0.4\", total;dur=2003";

  private static Browser browser;
  private PageServer server;

  @BeforeAll
  static void openBrowser() {
    browser = new Browser();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @BeforeEach
  void serve() throws IOException {
    server = new PageServer();
    server.answer(1, Reply.user(1, "Ada Lovelace"));
    server.answer(42, Reply.user(42, "Grace Hopper"));
    browser.desktop();
    browser.scheme("light");
  }

  @AfterEach
  void nothingToComplainAbout() {
    assertThat(browser.complaints()).isEmpty();
    server.close();
  }

  @Test
  void dashboard_showsWhatTheAnswerSays() {
    visit("42");
    shown("Grace Hopper");
    assertThat(browser.title()).isEqualTo("Grace Hopper · Weft");
    assertThat(browser.text("#about")).contains("grace.hopper@example.org", "Mar 9, 2024");
    assertThat(browser.text("#posts")).isEqualTo("12");
    assertThat(browser.text("#comments")).isEqualTo("1,234");
    assertThat(browser.text("#likes")).isEqualTo("57");
    assertThat(browser.all("#notifications > li")).hasSize(10);
    assertThat(browser.all("#recentActivity > li")).hasSize(20);
    assertThat(browser.text("#notifications > li")).contains("commented on", "comment", "47 min");
    assertThat(browser.shows(".late, .missing, .problem")).isFalse();
  }

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

  @Test
  void answerWithoutTimings_isShownWithoutBars() {
    server.answer(5, new Reply(200, "application/json", "", Reply.user(5, "Alan Turing").body()));
    visit("5");
    shown("Alan Turing");
    assertThat(browser.text("#total")).isEqualTo("–");
    assertThat(browser.text("#total-hint")).isEqualTo("no timings came");
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

  @Test
  void degradedPart_isMarkedInTheWaterfallAndOnItsCard() {
    server.answer(7, Reply.degraded(7, "Edsger Dijkstra", LATE, "stats", "notifications"));
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
        Reply.degraded(8, "Tony Hoare", LATE, "notifications")
            .body()
            .replace("\"degraded\":[\"notifications\"]", "\"degraded\":[]");
    server.answer(8, new Reply(200, "application/json", LATE, body));
    visit("8");
    shown("Tony Hoare");
    assertThat(browser.text("#notifications")).isEqualTo("Nothing unread.");
  }

  @Test
  void unknownUser_isAFriendlyAnswer() {
    visit("99");
    problem("There is no user 99");
    assertThat(browser.text("#problem")).contains("Answer 404", "no user 99");
    assertThat(browser.shows("#board")).isFalse();
    browser.click("#problem a");
    shown("Ada Lovelace");
    assertThat(browser.shows("#problem")).isFalse();
    assertThat(browser.address()).endsWith("?user=1");
  }

  @Test
  void badId_isAFriendlyAnswer() {
    server.answer("abc", Reply.problem(400, "Bad Request", "id \"abc\" is not a number"));
    visit("42");
    shown("Grace Hopper");
    go("abc");
    problem("“abc” is not a user id");
    assertThat(browser.text("#problem")).contains("id \"abc\" is not a number");
  }

  @Test
  void serviceUnavailable_isTriedAgainByTheButton() {
    server.answer(5, Reply.problem(503, "Service Unavailable", "the database does not answer"));
    visit("5");
    problem("The service cannot answer right now");
    assertThat(browser.text("#problem")).contains("the database does not answer");
    browser.click("#retry");
    browser.eventually(() -> assertThat(server.asked()).containsExactly("5", "5"));
    problem("The service cannot answer right now");

    server.answer(5, Reply.user(5, "Alan Turing"));
    browser.click("#retry");
    shown("Alan Turing");
  }

  @Test
  void serviceOutOfReach_isTriedAgainByTheButton() throws IOException {
    visit("42");
    shown("Grace Hopper");
    server.goAway();
    browser.click("#again");
    problem("The service is out of reach");
    server.comeBack();
    browser.click("#retry");
    shown("Grace Hopper");
  }

  @ParameterizedTest
  @CsvSource(
      value = {"200|<h1>proxy</h1>|The answer could not be read", "500||Something went wrong"},
      delimiter = '|')
  void unreadableAnswer_isAProblem(int status, String body, String title) {
    server.answer(5, new Reply(status, "text/html", "", String.valueOf(body)));
    visit("5");
    problem(title);
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

  @Test
  void quickSwitching_showsOnlyTheLastUser() {
    server.answer(2, Reply.user(2, "Second"));
    server.answer(3, Reply.user(3, "Third"));
    server.answer(4, Reply.user(4, "Fourth"));
    var second = server.hold(2);
    var third = server.hold(3);
    visit("1");
    shown("Ada Lovelace");
    browser.click("#next");
    browser.eventually(() -> assertThat(server.asked()).endsWith("2"));
    browser.click("#next");
    browser.eventually(() -> assertThat(server.asked()).endsWith("3"));
    browser.click("#next");
    shown("Fourth");
    second.countDown();
    third.countDown();
    browser.click("#again");
    browser.eventually(() -> assertThat(server.asked()).containsExactly("1", "2", "3", "4", "4"));
    shown("Fourth");
    assertThat(browser.address()).endsWith("?user=4");

    browser.back();
    shown("Ada Lovelace");
    assertThat(browser.find("#user").getDomProperty("value")).isEqualTo("1");
  }

  @Test
  void addressBar_namesTheUser() {
    browser.open(server.address());
    shown("Ada Lovelace");
    assertThat(browser.address()).endsWith("/?user=1");
    go("42");
    shown("Grace Hopper");
    assertThat(browser.address()).endsWith("/?user=42");
    browser.back();
    shown("Ada Lovelace");
  }

  @Test
  void randomUser_existsAlsoInASmallDataSet() {
    visit("42");
    shown("Grace Hopper");
    server.answer(2, Reply.user(2, "Second"));
    server.answer(3, Reply.user(3, "Third"));
    browser.click("#random");
    browser.eventually(
        () -> assertThat(browser.text("#name")).isIn("Ada Lovelace", "Second", "Third"));
    assertThat(browser.shows("#problem")).isFalse();
  }

  @Test
  void firstLoading_keepsThePlaces() {
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
    assertThat(browser.all("button, input, a"))
        .extracting(WebElement::getAccessibleName)
        .containsExactly("Weft", "Previous user", "User", "Next user", "Random", "Run again");
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 800, 1280})
  void page_needsNoSidewaysScrolling(int width) {
    browser.screen(width, 740, width == 360);
    server.answer(6, Reply.everywhere(6, "x".repeat(300)));
    server.answer(7, Reply.degraded(7, "Edsger Dijkstra", LATE, "stats", "notifications"));
    server.answer(8, Reply.problem(503, "Service Unavailable", "y".repeat(300)));
    for (String id : new String[] {"42", "6", "7", "8", "99"}) {
      visit(id);
      settled();
      assertThat(
              browser.script(
                  "return document.documentElement.scrollWidth - document.body.clientWidth"))
          .as("user %s", id)
          .isEqualTo("0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void text_standsOutFromItsGround(String scheme) {
    browser.scheme(scheme);
    server.answer(7, Reply.degraded(7, "Edsger Dijkstra", LATE, "stats", "notifications"));
    for (String id : new String[] {"42", "7", "99"}) {
      visit(id);
      settled();
      assertThat(browser.script(Contrast.SCRIPT)).as("user %s", id).isEmpty();
    }
  }

  private void visit(String id) {
    browser.open(server.address().resolve("?user=" + id));
  }

  private static void go(String id) {
    browser.type(id, Keys.ENTER);
  }

  private static void settled() {
    browser.eventually(
        () -> assertThat(browser.find("main").getDomAttribute("aria-busy")).isEqualTo("false"));
  }

  private static void shown(String name) {
    browser.eventually(() -> assertThat(browser.text("#name")).isEqualTo(name));
    settled();
  }

  private static void problem(String title) {
    browser.eventually(() -> assertThat(browser.text("#problem h1")).isEqualTo(title));
    settled();
  }
}
