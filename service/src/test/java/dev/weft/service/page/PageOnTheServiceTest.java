package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.service.Service;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The page as the real service delivers and feeds it.
@Tag("slow")
class PageOnTheServiceTest {

  @RegisterExtension static final Service SERVICE = Service.patient();

  private static Browser browser;

  @BeforeAll
  static void openBrowser() {
    browser = new Browser();
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @Test
  void user_isShownWithFourBars() throws Exception {
    shows("3");
    assertThat(browser.text("#name")).isEqualTo(name(3));
    assertThat(browser.all("#rows .row"))
        .extracting(row -> row.getDomAttribute("data-part"))
        .containsExactlyInAnyOrder("user", "stats", "notifications", "recentActivity");
    assertThat(browser.text("#total")).contains("ms");
    assertThat(browser.text("#posts")).isNotEqualTo("–");
    assertThat(browser.all("#recentActivity > li")).isNotEmpty();
    assertThat(browser.shows(".late, .missing, .problem")).isFalse();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void missingPart_isShownAsUnavailable() throws Throwable {
    SERVICE
        .database()
        .without(
            List.of("notifications"),
            () -> {
              shows("4");
              assertThat(browser.text("#name")).isEqualTo(name(4));
              assertThat(browser.all(".row.late"))
                  .extracting(row -> row.getDomAttribute("data-part"))
                  .containsExactly("notifications");
              assertThat(browser.text("#notifications")).startsWith("Unavailable right now");
              assertThat(browser.all("#recentActivity > li")).isNotEmpty();
            });
    browser.click("#again");
    browser.eventually(() -> assertThat(browser.shows(".row.late")).isFalse());
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void unknownUser_isAFriendlyAnswer() {
    browser.open(SERVICE.address().resolve("?user=999999"));
    browser.eventually(
        () -> assertThat(browser.text("#problem h1")).isEqualTo("There is no user 999999"));
    assertThat(browser.complaints()).isEmpty();
  }

  private static void shows(String id) {
    browser.open(SERVICE.address().resolve("?user=" + id));
    browser.eventually(
        () -> assertThat(browser.find("main").getDomAttribute("aria-busy")).isEqualTo("false"));
    browser.eventually(() -> assertThat(browser.text("#about")).isNotEmpty());
  }

  private static String name(long id) throws Exception {
    return SERVICE.database().query("select name from users where id = " + id).getFirst();
  }
}
