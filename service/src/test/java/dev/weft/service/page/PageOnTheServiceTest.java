package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.service.Service;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

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

  @Test
  void transfer_changesBothBalances() throws Exception {
    SERVICE.database().execute("update accounts set balance = 100 where id in (1, 2)");
    shows("3");
    says("#from-says", "Balance 100.00");
    browser.fill("#amount", "100.01", Keys.ENTER);
    says("#amount-says", "account 1 has less than 100.01");
    browser.fill("#amount", "12.34", Keys.ENTER);
    says("#transfer-says", "Paid 12.34 from account 1 to account 2.");
    says("#from-says", "Balance 87.66");
    says("#to-says", "Balance 112.34");
    browser.fill("#amount", "1.234", Keys.ENTER);
    says("#amount-says", "amount \"1.234\" is not a number from 0.01");
    browser.fill("#to", "1", Keys.TAB);
    browser.fill("#amount", "1", Keys.ENTER);
    says("#to-says", "from and to are both account 1");
    browser.fill("#to", "999999", Keys.ENTER);
    says("#to-says", "there is no account 999999");
    assertThat(SERVICE.database().query("select balance from accounts where id = 1"))
        .containsExactly("87.66");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void answerThatIsLost_andAnotherPress_payOnce() throws Exception {
    SERVICE.database().execute("update accounts set balance = 100 where id in (1, 2)");
    shows("3");
    loseTheNextAnswer();
    browser.fill("#amount", "10", Keys.ENTER);
    says("#transfer-says", "It is not known whether this was paid.");
    browser.click("#pay");
    says("#transfer-says", "Paid 10.00 from account 1 to account 2.");
    says("#from-says", "Balance 90.00");

    loseTheNextAnswer();
    browser.fill("#amount", "10", Keys.ENTER);
    says("#transfer-says", "It is not known whether this was paid.");
    browser.fill("#amount", "20", Keys.ENTER);
    says("#transfer-says", "Not paid: what was sent before this had arrived after all");
    says("#from-says", "Balance 80.00");
    assertThat(SERVICE.database().query("select balance from accounts where id = 1"))
        .containsExactly("80.00");
    browser.click("#pay");
    says("#transfer-says", "Paid 20.00");
    says("#from-says", "Balance 60.00");
  }

  /// The next transfer arrives and is made, and the page does not hear of it.
  private static void loseTheNextAnswer() {
    browser.script(
        """
        const real = window.fetch;
        window.fetch = async (...request) => {
          const answer = await real(...request);
          if (!String(request[0]).includes("transfers")) return answer;
          window.fetch = real;
          throw new TypeError("lost");
        };
        return 0;
        """);
  }

  @Test
  void batchOfDigests_runsToItsEnd() {
    shows("3");
    browser.find("#kind").sendKeys("digest");
    browser.fill("#concurrency", "101", Keys.ENTER);
    says("#concurrency-says", "field \"concurrency\" is 101");
    browser.fill("#concurrency", "4");
    browser.fill("#items", "50", Keys.ENTER);
    browser.eventually(() ->
        assertThat(browser.text("#batch-says"))
            .matches("Batch [0-9]+ has ended: 50 done, 0 failed, of 50\\."));
    assertThat(browser.find("#batch-bar").getDomProperty("value")).isEqualTo("50");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void batchOfCalls_survivesAReload_isSeenByTheUpstream_andIsCancelled() {
    shows("3");
    browser.fill("#items", "10000", Keys.ENTER);
    says("#batch-says", "Batch");
    browser.eventually(() -> assertThat(browser.text("#batch-done")).matches("[1-9][0-9]*"));
    shows("4");
    browser.eventually(
        () -> assertThat(browser.text("#batch-says")).endsWith("is running: 10,000 items."));
    says("#upstream-health", "Healthy");
    browser.eventually(
        () -> assertThat(browser.text("#upstream-succeeded")).matches("[1-9][0-9,]*"));
    browser.click("#cancel");
    browser.eventually(() ->
        assertThat(browser.text("#batch-says"))
            .matches("Batch [0-9]+ was cancelled: [1-9][0-9,]* done, 0 failed, of 10,000\\."));
    assertThat(browser.text("#batch-inFlight")).isEqualTo("0");
    assertThat(browser.complaints()).isEmpty();
  }

  private static void says(String css, String words) {
    browser.eventually(() -> assertThat(browser.text(css)).startsWith(words));
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
