package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageNavigationTest extends PageTest {
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
    browser.eventually(() ->
        assertThat(
                browser.script(
                    """
                    return performance.getEntriesByType("resource")
                        .filter((request) => request.name.match("users/[23]/"))
                        .map((request) => request.responseStatus).join()\
                    """))
            .as("requests that ended without an answer")
            .isEqualTo("0,0"));
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
  void randomUser_existsAlsoInASmallDataSet() {
    server.answer(2, Reply.user(2, "Second"));
    server.answer(3, Reply.user(3, "Third"));
    server.answer(42, Reply.problem(404, "Not Found", "no user 42"));
    visit("1");
    shown("Ada Lovelace");
    browser.click("#random");
    browser.eventually(() -> assertThat(server.asked()).hasSizeGreaterThan(1));
    settled();
    assertThat(browser.shows("#problem")).isFalse();
    assertThat(browser.text("#name")).isIn("Ada Lovelace", "Second", "Third");
    assertThat(browser.address()).endsWith("?user=" + server.asked().getLast());

    browser.back();
    shown("Ada Lovelace");
    assertThat(browser.address()).endsWith("?user=1");
  }
}
