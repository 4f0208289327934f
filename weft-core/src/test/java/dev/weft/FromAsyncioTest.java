package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.ComparedPage.Block;
import dev.weft.ComparedPage.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The page for those who come from asyncio: nothing is left out, and its code compiles.
class FromAsyncioTest {
  private static final ComparedPage PAGE = ComparedPage.read(Path.of("../docs/from-asyncio.md"));

  /// Beginning of a row for what there is no counterpart of.
  private static final String NO = "no, because ";

  @TempDir Path classes;

  @Tag("slow")
  @Test
  void everyLineCompiles_andOneThatDoesNotIsTold() {
    CompiledLines lines = compiled();
    lines.add(1_000_000, "group.begin();");
    assertThat(lines.complaints(classes))
        .singleElement()
        .asString()
        .startsWith("line 1000000: cannot find symbol");
  }

  private static CompiledLines compiled() {
    var lines = new CompiledLines(PAGE.assumed().code());
    for (Block block : PAGE.blocks()) {
      lines.add(block.line(), block.code());
    }
    for (Row row : PAGE.rows()) {
      lines.add(row.line(), row.code());
    }
    return lines;
  }

  @ParameterizedTest
  @CsvSource({
    "asyncio-3.11.names, asyncio",
    "asyncio-3.13.names, asyncio",
    "asyncio-others.names, asyncio",
    "trio.names, 'Trio, AnyIO'",
    "anyio.names, 'Trio, AnyIO'"
  })
  void everyName_hasItsRow(String list, String library) {
    Set<String> names = names(list);
    assertThat(names).hasSizeGreaterThan(5);
    names.removeAll(onPage(library));
    assertThat(names).as("have no row").isEmpty();
  }

  @Test
  void everyNameOnThePage_isOneOfTheirs() {
    Set<String> asyncio = names("asyncio-3.11.names");
    asyncio.addAll(names("asyncio-3.13.names"));
    asyncio.addAll(names("asyncio-others.names"));
    Set<String> others = names("trio.names");
    others.addAll(names("anyio.names"));
    Set<String> unknown = onPage("asyncio");
    unknown.removeAll(asyncio);
    assertThat(unknown).isEmpty();
    unknown = onPage("Trio, AnyIO");
    unknown.removeAll(others);
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyRow_hasCodeOrSaysWhyNot() {
    var bad = new ArrayList<String>();
    for (Row row : PAGE.rows()) {
      String counterpart = row.counterpart();
      boolean said =
          counterpart.startsWith(NO)
              ? counterpart.length() > NO.length() + 20
              : counterpart.length() > 3 && !row.code().isEmpty();
      if (row.names().isEmpty() || !said) {
        bad.add(row.toString());
      }
    }
    assertThat(bad).isEmpty();
  }

  private static Set<String> onPage(String library) {
    return PAGE.rows().stream()
        .filter(row -> row.library().equals(library))
        .flatMap(row -> row.names().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(String list) {
    try (var resource = FromAsyncioTest.class.getResourceAsStream("peers/" + list)) {
      List<String> lines =
          new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return lines.stream()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
