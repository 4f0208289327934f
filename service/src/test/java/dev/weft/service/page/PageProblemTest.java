package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageProblemTest extends PageTest {
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
  void serviceOutOfReach_isTriedAgainByTheButton() {
    visit("42");
    shown("Grace Hopper");
    server.away(true);
    browser.click("#again");
    problem("The service is out of reach");
    server.away(false);
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
}
