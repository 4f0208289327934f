package dev.weft.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PageFilesTest {
  @Test
  void wholePage_isSmall() throws IOException {
    int bytes = 0;
    for (String name : PageServer.files()) {
      bytes += PageServer.read(name).length;
    }
    assertThat(bytes).isLessThan(64 * 1024);
  }

  @ParameterizedTest
  @MethodSource("dev.weft.service.page.PageServer#files")
  void file_needsNothingFromElsewhere(String name) throws IOException {
    String text = new String(PageServer.read(name), StandardCharsets.UTF_8);
    assertThat(text.replace("http://www.w3.org/2000/svg", "")).doesNotContain("://", "@import");
  }

  @Test
  void data_neverBecomesMarkup() throws IOException {
    for (String name : PageServer.files()) {
      assertThat(new String(PageServer.read(name), StandardCharsets.UTF_8))
          .as(name)
          .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write");
    }
  }
}
