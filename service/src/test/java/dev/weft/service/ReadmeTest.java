package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The commands and requests that the READMEs show are such as the launcher, the command line and
/// the service understand.
@Tag("slow")
class ReadmeTest {
  private static final Pattern CONSOLE = Pattern.compile("```console\n(.*?)```", Pattern.DOTALL);
  private static final String ADDRESS = "http://127.0.0.1:8080";

  @RegisterExtension static final Service SERVICE = Service.patient();

  @Test
  void requests_areAnswered() throws Exception {
    List<String> requests = lines().filter(line -> line.startsWith("curl -s ")).toList();
    assertThat(requests).hasSizeGreaterThanOrEqualTo(2);
    for (String request : requests) {
      String url = request.substring("curl -s ".length());
      assertThat(url).startsWith(ADDRESS);
      HttpResponse<String> answer = SERVICE.get(URI.create(url).getPath());
      assertThat(answer.statusCode()).as(request).isEqualTo(200);
      assertThat(answer.body()).as(request).startsWith("{\"user\":{\"id\":");
    }
  }

  @Test
  void commands_areKnown() throws Exception {
    String help = launcherHelp();
    List<String> commands = lines().filter(line -> line.startsWith("./weft")).toList();
    assertThat(commands).contains("./weft serve", "./weft test");
    for (String command : commands) {
      List<String> words = List.of(command.split(" "));
      assertThat(help).as(command).containsPattern("(?m)^  " + words.get(1) + " ");
      if (words.get(1).equals("serve")) {
        Main.commandLine().parseArgs(words.subList(1, words.size()).toArray(String[]::new));
      }
    }
  }

  @Test
  void options_areAllInTheTable() throws IOException {
    String table = Files.readString(Path.of("README.md"));
    Main.commandLine().getSubcommands().get("serve").getCommandSpec().options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .forEach(option -> assertThat(table).contains("| `" + option.longestName() + "` |"));
  }

  private static Stream<String> lines() throws IOException {
    return Stream.of(Path.of("../README.md"), Path.of("README.md"))
        .flatMap(readme -> CONSOLE.matcher(read(readme)).results())
        .flatMap(block -> block.group(1).lines());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String launcherHelp() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("../weft", "help").start();
    try (var output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isZero();
      return text;
    }
  }
}
