package dev.weft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page about performance shows what was measured: its tables and pictures are those of the
/// results. With `-Dweft.bench.write=true` they are written anew.
class PerformancePageTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Path PAGE = DOCS.resolve("performance.md");
  private static final Path PICTURES = DOCS.resolve("images/performance");
  private static final Pattern BLOCK =
      Pattern.compile(
          "<!-- (micro [a-z -]+|service [a-z -]+) -->\n(.*?)<!-- end -->", Pattern.DOTALL);
  private static final boolean WRITES = Boolean.getBoolean("weft.bench.write");

  @Test
  void tables_and_pictures_are_those_of_the_results() throws IOException {
    var micro = MicroResults.read(Path.of("results/micro.json"));
    Map<String, String> blocks = new LinkedHashMap<>();
    Map<Path, String> pictures = new LinkedHashMap<>();
    blocks.put("micro run", micro.run());
    for (String area : micro.areas()) {
      Path picture = PICTURES.resolve("micro-" + area + ".svg");
      pictures.put(picture, micro.picture(area));
      blocks.put(
          "micro " + area,
          "![%s: time of the peers, Weft is 1](images/performance/%s)\n\n%s"
              .formatted(area, picture.getFileName(), micro.table(area)));
    }

    var service = ServicePictures.read(Path.of("results/service.json"));
    pictures.put(PICTURES.resolve("service-throughput.svg"), service.throughput());
    pictures.put(PICTURES.resolve("service-latency.svg"), service.latency());
    pictures.put(PICTURES.resolve("service-overload.svg"), service.overload());
    blocks.put("service run", service.run());
    blocks.put("service goals", service.goals());
    blocks.put("service table", service.table());
    blocks.put("service starts", service.starts());

    String page = Files.readString(PAGE);
    Matcher found = BLOCK.matcher(page);
    String filled =
        found.replaceAll(block ->
            Matcher.quoteReplacement(
                "<!-- "
                    + block.group(1)
                    + " -->\n"
                    + blocks.remove(block.group(1))
                    + "<!-- end -->"));

    if (WRITES) {
      Files.createDirectories(PICTURES);
      Files.writeString(PAGE, filled);
      page = filled;
      for (var picture : pictures.entrySet()) {
        Files.writeString(picture.getKey(), picture.getValue());
      }
    }
    assertThat(page).isEqualTo(filled);
    assertThat(pictures.values())
        .as("pictures with bars")
        .allMatch(each -> each.contains("height=\"13\""));
    assertThat(blocks).as("what the page does not show").isEmpty();
    for (var picture : pictures.entrySet()) {
      assertThat(picture.getKey()).hasContent(picture.getValue());
    }
  }
}
