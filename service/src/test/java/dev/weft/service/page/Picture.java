package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/// Takes the README's picture of the page, from a service that runs. Arguments: the address, with
/// the user, and the file.
final class Picture {
  private Picture() {}

  public static void main(String... arguments) throws IOException {
    take(URI.create(arguments[0]), Path.of(arguments[1]));
  }

  static void take(URI address, Path file) throws IOException {
    try (var browser = new Browser()) {
      browser.screen(1120, 780, false);
      browser.open(address);
      browser.eventually(() -> {
        assertThat(browser.find("main").getDomAttribute("data-state")).isEqualTo("ready");
        assertThat(browser.script("return document.getAnimations().length")).isEqualTo("0");
      });
      browser.picture(file, 1.5);
    }
  }
}
