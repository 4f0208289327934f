package dev.weft.lessons;

import dev.weft.lessons.stage.Act;
import dev.weft.lessons.stage.ActText;
import dev.weft.lessons.stage.Performance;
import dev.weft.lessons.stage.SourceCode;
import dev.weft.lessons.stage.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page of the lessons. What follows the language of a block of code says where it is from:
///
/// - `java AllAtOnce#gather`: a region of a lesson's, or of another class's, source
/// - `python gather.py#original`: a region of a file in docs/lessons/python
/// - `text all-at-once#gather`: what an act prints in the simulator
/// - `text gather.py`: what the file prints
record Page(Path file, String text) {
  static final Path DOCS = Path.of("../docs/lessons");
  static final Path RUSSIAN = Path.of("../docs/ru/lessons");

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern BLOCK = Pattern.compile("(?m)^```(\\w+) (\\S+)\\n((?s).*?)^```$");

  static Page read(Path file) {
    try {
      return new Page(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Page> all() throws IOException {
    List<Page> pages = new ArrayList<>();
    for (Path folder : List.of(DOCS, RUSSIAN)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .sorted()
            .map(Page::read)
            .forEach(pages::add);
      }
    }
    return pages;
  }

  /// The page with each block as it is at its source.
  String filled() {
    return BLOCK
        .matcher(text)
        .replaceAll(block ->
            java.util.regex.Matcher.quoteReplacement(
                "```%s %s\n%s\n```"
                    .formatted(block.group(1), block.group(2), String.join("\n", source(block)))));
  }

  /// Where its blocks come from.
  List<String> sources() {
    return BLOCK.matcher(text).results().map(block -> block.group(2)).toList();
  }

  private List<String> source(MatchResult block) {
    String[] from = block.group(2).split("#", 2);
    return switch (block.group(1)) {
      case "java" -> java(from[0]).region(from[1]);
      case "python" -> read(DOCS.resolve("python").resolve(from[0])).code().region(from[1]);
      case "text" ->
          from.length == 1
              ? read(DOCS.resolve("python").resolve(from[0].replace(".py", ".txt")))
                  .text()
                  .lines()
                  .toList()
              : output(from[0], from[1]);
      default ->
          throw new IllegalArgumentException(
              "%s: nothing of language %s has a source".formatted(file, block.group(1)));
    };
  }

  private SourceCode code() {
    return new SourceCode(String.valueOf(file.getFileName()), text);
  }

  private static SourceCode java(String name) {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> found = files.filter(file -> file.endsWith(name + ".java")).toList();
      if (found.size() != 1) {
        throw new IllegalArgumentException(
            "class " + name + " is in " + found + ", not in one file");
      }
      return read(found.getFirst()).code();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> output(String lesson, String region) {
    var text = new ActText(Style.PLAIN);
    Act act = act(lesson, region);
    List<String> lines = new ArrayList<>();
    act.lines().forEach(line -> lines.add(text.line(line)));
    List<String> timeline = text.timeline(act);
    if (!lines.isEmpty() && !timeline.isEmpty()) {
      lines.add("");
    }
    lines.addAll(timeline);
    lines.add("");
    lines.add(text.foot(act, performance(lesson).baseline(act)));
    return lines.stream().map(String::stripTrailing).toList();
  }

  static Act act(String lesson, String region) {
    return performance(lesson).acts().stream()
        .filter(act -> act.region().equals(region))
        .findAny()
        .orElseThrow(
            () -> new IllegalArgumentException(lesson + " has no act with region " + region));
  }

  private static Performance performance(String lesson) {
    Entry entry =
        Syllabus.find(lesson)
            .orElseThrow(() -> new IllegalArgumentException("there is no lesson " + lesson));
    try {
      return Simulated.play(entry);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
