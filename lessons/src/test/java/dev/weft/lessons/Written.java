package dev.weft.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files of the repository that are made from what the lessons do. With `-Dweft.lessons.write=true`
/// they are written instead of checked.
final class Written {
  private static final boolean IS_WRITING = Boolean.getBoolean("weft.lessons.write");

  private Written() {}

  static void check(Path file, String expected) throws IOException {
    if (IS_WRITING) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, expected);
    }
    assertThat(file)
        .as("what lessons do; ./weft test -pl lessons -Dweft.lessons.write=true writes it anew")
        .exists()
        .content()
        .isEqualTo(expected);
  }
}
