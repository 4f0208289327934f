package dev.weft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A page that compares the names of others with ours, in tables: names, counterpart, code.
///
/// @param assumed the Java block that begins with imports; then come members that the code makes
///   use of
/// @param blocks the other Java blocks
/// @param rows the rows of all tables whose header names one of the libraries
record ComparedPage(Block assumed, List<Block> blocks, List<Row> rows) {
  private static final Pattern BLOCK =
      Pattern.compile("^```java\n(.*?)^```\n", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern HEADER = Pattern.compile("\\| (asyncio|Trio, AnyIO|Weft) \\|.*");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /// Java at a line of the page.
  record Block(int line, String code) {}

  /// A row of a table.
  record Row(int line, String library, List<String> names, String counterpart, String code) {}

  static ComparedPage read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ComparedPage parse(String text) {
    var blocks = new ArrayList<Block>();
    for (MatchResult block : BLOCK.matcher(text).results().toList()) {
      int line = (int) text.substring(0, block.start(1)).lines().count() + 1;
      blocks.add(new Block(line, block.group(1)));
    }
    Block assumed =
        blocks.stream()
            .filter(block -> block.code().startsWith("import "))
            .findFirst()
            .orElseThrow();
    blocks.remove(assumed);
    return new ComparedPage(assumed, blocks, rows(text.lines().toList()));
  }

  private static List<Row> rows(List<String> lines) {
    var rows = new ArrayList<Row>();
    String library = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      var header = HEADER.matcher(line);
      if (header.matches()) {
        library = header.group(1);
        i++; // the line below it
      } else if (!line.startsWith("|")) {
        library = null;
      } else if (library != null) {
        rows.add(row(i + 1, library, line));
      }
    }
    return rows;
  }

  private static Row row(int number, String library, String line) {
    List<String> cells =
        List.of(line.strip().replaceAll("^\\||\\|$", "").split("\\|", -1)).stream()
            .map(String::strip)
            .toList();
    if (cells.size() != 3) {
      throw new IllegalArgumentException("line %d has %d cells".formatted(number, cells.size()));
    }
    return new Row(
        number,
        library,
        spans(cells.get(0)),
        cells.get(1),
        spans(cells.get(2)).stream().map("{ %s }"::formatted).collect(Collectors.joining("\n")));
  }

  private static List<String> spans(String cell) {
    return CODE.matcher(cell).results().map(span -> span.group(1)).toList();
  }
}
