package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.openqa.selenium.Keys;

/// What the tests of the page share: a browser, and a server that knows two users.
@Tag("slow")
abstract class PageTest {
  static Browser browser;
  PageServer server;

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
    server.close();
    assertThat(browser.complaints()).isEmpty();
  }

  void visit(String id) {
    browser.open(server.address().resolve("?user=" + id));
  }

  static void go(String id) {
    browser.type(id, Keys.ENTER);
  }

  static void shown(String name) {
    browser.eventually(() -> assertThat(browser.text("#name")).isEqualTo(name));
    settled();
  }

  static void problem(String title) {
    browser.eventually(() -> assertThat(browser.text("#problem h1")).isEqualTo(title));
    settled();
  }

  static void settled() {
    browser.eventually(
        () -> assertThat(browser.find("main").getDomAttribute("aria-busy")).isEqualTo("false"));
  }
}
