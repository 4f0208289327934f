package dev.weft.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern REGION =
      Pattern.compile("// README\n(.*?)\n *// README\n", Pattern.DOTALL);

  @Test
  void example_isTheCodeThatRuns() throws Exception {
    List<String> shown = regions(BLOCK, "README.md");
    List<String> run = regions(REGION, "src/test/java/dev/weft/http/ReadmeExample.java");
    assertThat(shown).isNotEmpty().isEqualTo(run);
  }

  @Test
  void example_works() throws Exception {
    HttpServer server = ReadmeExample.start(0, () -> "left ", () -> "right");
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.get("/report").answer().body()).isEqualTo("left right");
      assertThat(client.get("/readyz").answer().status()).isEqualTo(200);
    }
    Polling.until("both requests have ended", () -> server.activeRequests() == 0);
    assertThat(ReadmeExample.stop(server)).isEqualTo(new DrainReport(0, 0, 0));
  }

  @Test
  void examplesOfBoundsEventsAndCalls_work() throws Exception {
    var states = List.of("begun", "done").iterator();
    try (HttpServer server =
        ReadmeExample.bounded(0)
            .start(routing -> {
              routing.get("/hello", (req, res) -> res.send("hello"));
              ReadmeExample.tell(routing, states::next);
            })) {
      URI base = URI.create("http://127.0.0.1:" + server.port());
      assertThat(ReadmeExample.call(base.resolve("/hello"))).isEqualTo("hello");
      assertThat(ReadmeExample.call(base.resolve("/job/events")))
          .endsWith("event: state\ndata: done\n\n");
    }
  }

  /// The regions with their spaces normalised: a formatter may break lines elsewhere.
  private static List<String> regions(Pattern pattern, String file) throws Exception {
    return pattern
        .matcher(Files.readString(Path.of(file)))
        .results()
        .map(found -> found.group(1).replaceAll("\\s+", "").strip())
        .toList();
  }
}
