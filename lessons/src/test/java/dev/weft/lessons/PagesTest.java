package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.stage.SvgTimeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The pages of the lessons are complete, and all that they show and point to is there.
class PagesTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern PICTURE =
      Pattern.compile("images/([a-z0-9-]+)\\.([a-z0-9-]+)\\.svg");
  private static final Pattern UNSOURCED = Pattern.compile("(?m)^```(java|python)$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  static List<String> pages() throws IOException {
    return Page.all().stream().map(page -> page.file().toString()).toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void blocks_areAsTheirSources(String file) throws IOException {
    Page page = Page.read(Path.of(file));
    Written.check(page.file(), page.filled());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void code_isAlwaysFromASource(String file) {
    assertThat(
            UNSOURCED
                .matcher(Page.read(Path.of(file)).text())
                .results()
                .map(found -> found.group()))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void pictures_areDrawnFromTheLessons(String file) throws IOException {
    String text = Page.read(Path.of(file)).text();
    for (var picture : PICTURE.matcher(text).results().toList()) {
      Written.check(
          Page.DOCS.resolve(picture.group()),
          SvgTimeline.draw(Page.act(picture.group(1), picture.group(2))));
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void links_leadSomewhere(String file) {
    Path page = Path.of(file);
    List<String> broken =
        LINK.matcher(Page.read(page).text())
            .results()
            .map(link -> link.group(1))
            .filter(link -> !link.startsWith("http"))
            .filter(link -> !leadsSomewhere(page, link))
            .toList();
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    if (!Files.exists(target)) {
      return false;
    }
    return parts.length == 1
        || HEADING
            .matcher(Page.read(target).text())
            .results()
            .anyMatch(heading -> anchor(heading.group(1)).equals(parts[1]));
  }

  /// As GitHub makes it.
  private static String anchor(String heading) {
    return heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  static List<Chapter> chapters() {
    return Arrays.asList(Chapter.values());
  }

  @ParameterizedTest
  @MethodSource("chapters")
  void chapter_hasAPage_inBothLanguages_thatTellsOfAllItsLessons(Chapter chapter) {
    Page english = Page.read(Page.DOCS.resolve(chapter.page() + ".md"));
    Page russian = Page.read(Page.RUSSIAN.resolve(chapter.page() + ".md"));
    for (Entry entry : Syllabus.LESSONS) {
      if (entry.chapter() == chapter) {
        String command = "./weft lesson " + entry.name();
        assertThat(english.text()).as("the English page").contains(command);
        assertThat(russian.text()).as("the Russian page").contains(command);
      }
    }
    assertThat(russian.sources()).as("blocks of the Russian page").isEqualTo(english.sources());
    assertThat(HEADING.matcher(russian.text()).results().count())
        .as("headings of the Russian page")
        .isEqualTo(HEADING.matcher(english.text()).results().count());
  }

  @Test
  void files_thatAreMade_areAllOfLessons() throws IOException {
    List<String> texts = Page.all().stream().map(Page::text).toList();
    try (Stream<Path> outputs = Files.list(Page.DOCS.resolve("output"));
        Stream<Path> images = Files.list(Page.DOCS.resolve("images"))) {
      assertThat(outputs.map(file -> String.valueOf(file.getFileName()).replace(".txt", "")))
          .containsExactlyInAnyOrderElementsOf(Syllabus.LESSONS.stream().map(Entry::name).toList());
      assertThat(images.map(file -> "images/" + file.getFileName()))
          .allMatch(image -> texts.stream().anyMatch(text -> text.contains(image)));
    }
  }
}
