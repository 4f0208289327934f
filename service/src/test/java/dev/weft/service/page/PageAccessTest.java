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
    assertThat(browser.all("button, input, a"))
        .extracting(WebElement::getAccessibleName)
        .containsExactly("Weft", "Previous user", "User", "Next user", "Random", "Run again");
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 800, 1280})
  void page_needsNoSidewaysScrolling(int width) {
    browser.screen(width, 740, width == 360);
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
}
