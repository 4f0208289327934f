package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

class TransferPageTest extends PageTest {
  private static final String ORDER = "POST /api/transfers";

  private void open() {
    visit("42");
    shown("Grace Hopper");
    says("from", "Balance 100.00");
    says("to", "Balance 12,345.60");
  }

  private static void pay(String amount) {
    browser.fill("#amount", amount, Keys.ENTER);
  }

  private static void says(String place, String words) {
    browser.eventually(() -> assertThat(browser.text("#" + place + "-says")).startsWith(words));
  }

  private void paid(String words) {
    says("transfer", words);
    assertThat(browser.find("#amount").getDomProperty("value")).isEmpty();
  }

  @Test
  void paidOrder_isTold_andBothBalancesAreReadAgain() {
    open();
    server.api().answer(ORDER, ApiStub.transfer(1, 2, "12.34"));
    server.api().answer("GET /api/accounts/1", ApiStub.account(1, "87.66"));
    server.api().answer("GET /api/accounts/2", ApiStub.account(2, "99999999999999999.99"));
    pay("12.34");
    paid("Paid 12.34 from account 1 to account 2.");
    says("from", "Balance 87.66");
    says("to", "Balance 99,999,999,999,999,999.99");
    var order = server.api().asked(ORDER).getFirst();
    assertThat(order.body()).isEqualTo("{\"from\":1,\"to\":2,\"amount\":\"12.34\"}");
    assertThat(order.key()).matches("[0-9a-f]{32}");
  }

  @Test
  void nextOrder_hasAKeyOfItsOwn() {
    open();
    server.api().answer(ORDER, ApiStub.transfer(1, 2, "1.00"));
    pay("1");
    paid("Paid 1.00");
    server.api().answer(ORDER, ApiStub.transfer(1, 2, "2.00"));
    pay("2");
    paid("Paid 2.00");
    assertThat(server.api().asked(ORDER)).extracting(ApiStub.Asked::key).doesNotHaveDuplicates();
  }

  @Test
  void networkGone_keepsTheKey_acrossAReload_untilThereIsAnAnswer() {
    open();
    server.api().away(true);
    pay("5");
    says("transfer", "It is not known whether this was paid.");
    browser.click("#pay");
    browser.eventually(() -> assertThat(server.api().asked(ORDER)).hasSizeGreaterThan(1));
    says("transfer", "It is not known whether this was paid.");
    visit("42");
    says("transfer", "It is not known whether this was paid.");
    assertThat(browser.find("#amount").getDomProperty("value")).isEqualTo("5");
    server.api().away(false);
    server.api().answer(ORDER, ApiStub.transfer(1, 2, "5.00"));
    browser.click("#pay");
    paid("Paid 5.00");
    assertThat(server.api().asked(ORDER))
        .extracting(ApiStub.Asked::key)
        .containsOnly(server.api().asked(ORDER).getFirst().key());
    pay("5");
    paid("Paid 5.00");
    assertThat(server.api().asked(ORDER).getLast().key())
        .isNotEqualTo(server.api().asked(ORDER).getFirst().key());
  }

  @Test
  void otherOrder_afterNoAnswer_goesUnderTheSameKey_andIsNotPaidBesides() {
    open();
    server.api().away(true);
    pay("5");
    says("transfer", "It is not known");
    server.api().away(false);
    server.api().answer(ORDER, Reply.problem(400, "Bad Request", "amount \"x\" is not a number"));
    pay("x");
    says("amount", "amount \"x\" is not a number");
    server.api().answer(ORDER, Reply.problem(422, "Unprocessable Content", "use a new key"));
    pay("6");
    says("transfer", "Not paid: what was sent before this had arrived after all");
    assertThat(browser.text("#transfer-says")).contains("use a new key");
    assertThat(server.api().asked(ORDER))
        .extracting(ApiStub.Asked::key)
        .containsOnly(server.api().asked(ORDER).getFirst().key());
    server.api().answer(ORDER, ApiStub.transfer(1, 2, "6.00"));
    browser.click("#pay");
    paid("Paid 6.00");
    assertThat(server.api().asked(ORDER).getLast().key())
        .isNotEqualTo(server.api().asked(ORDER).getFirst().key());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|field \"from\" is \"\", but has to be a whole number|from",
        "400|from and to are both account 1; name two accounts|to",
        "400|amount \"x\" is not a number|amount",
        "404|there is no account 1|from",
        "404|there is no account 2|to",
        "409|account 1 has less than 500.00|amount"
      })
  void refusal_isSaidAtTheFieldThatItIsAbout(int status, String detail, String field) {
    open();
    server.api().answer(ORDER, Reply.problem(status, "Refused", detail));
    if (status == 404) {
      server.api().answer("GET /api/accounts/1", Reply.problem(404, "Not Found", detail));
      server.api().answer("GET /api/accounts/2", Reply.problem(404, "Not Found", detail));
    }
    pay("500");
    says(field, detail);
    says("transfer", "Not paid.");
    assertThat(browser.find("#" + field).getDomAttribute("aria-invalid")).isEqualTo("true");
    assertThat(browser.script("return document.activeElement.id")).isEqualTo(field);
    assertThat(browser.find("#amount").getDomProperty("value")).isEqualTo("500");
  }

  @Test
  void tooManyRequests_areToldWithTheWait_andTheKeyIsKept() {
    open();
    server.api().answer(ORDER, Reply.problem(429, "Too Many Requests", "too many wait"));
    pay("5");
    says("transfer", "Not paid: too many wait (in " + ApiStub.RETRY_AFTER + " s)");
    server.api().answer(ORDER, ApiStub.transfer(1, 2, "5.00"));
    browser.click("#pay");
    paid("Paid 5.00");
    assertThat(server.api().asked(ORDER).getLast().key())
        .isEqualTo(server.api().asked(ORDER).getFirst().key());
  }

  @Test
  void secondPress_whileTheFirstIsUnderWay_doesNothing() {
    open();
    var hold = server.api().hold(ORDER);
    server.api().answer(ORDER, ApiStub.transfer(1, 2, "5.00"));
    pay("5");
    browser.eventually(() -> assertThat(server.api().asked(ORDER)).hasSize(1));
    assertThat(browser.find("#pay").getDomAttribute("aria-disabled")).isEqualTo("true");
    browser.click("#pay");
    browser.press(Keys.ENTER);
    hold.countDown();
    paid("Paid 5.00");
    assertThat(server.api().asked(ORDER)).hasSize(1);
  }

  @Test
  void balance_followsTheField_andMarkupIsText() {
    open();
    String hostile = "<img src=x onerror=alert(1)>";
    server.api().answer("GET /api/accounts/3", Reply.problem(404, "Not Found", hostile));
    browser.fill("#from", "3", Keys.TAB);
    says("from", hostile);
    browser.fill("#from", "2", Keys.TAB);
    says("from", "Balance 12,345.60");
    assertThat(browser.find("#from").getDomAttribute("aria-invalid")).isNull();
  }
}
