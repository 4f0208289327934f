package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class FlagTest {
  private static final String MESSAGE =
      "an event loop needs the package java.lang open to it; start the JVM with --add-opens"
          + " java.base/java.lang=";

  @Test
  void missingFlag_isNamed_andTheRestWorks() throws Exception {
    assertThat(ChildJvm.run(FlagProgram.class, List.of()))
        .containsExactly("a group", "Optional.empty", MESSAGE + "ALL-UNNAMED");
  }

  @Test
  void flagThatIsNamed_isTheRightOne() throws Exception {
    assertThat(
            ChildJvm.run(
                FlagProgram.class, List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED")))
        .containsExactly("a group", "Optional.empty", "a loop");
  }

  /// Weft on the module path. A program in its package would be a part of its module: so it is
  /// patched into it.
  @Test
  void moduleWithoutTheFlag_isNamedInIt_andThatFlagIsTheRightOne() throws Exception {
    String weft = location(EventLoop.class);
    String jspecify = location(org.jspecify.annotations.Nullable.class);
    List<String> flags =
        List.of(
            "-p",
            weft + File.pathSeparator + jspecify,
            "--patch-module",
            "dev.weft=" + location(FlagProgram.class),
            "-m",
            "dev.weft/" + FlagProgram.class.getName());
    assertThat(ChildJvm.runWith(flags.toArray(String[]::new)))
        .containsExactly("a group", "Optional.empty", MESSAGE + "dev.weft");
    List<String> opened = new ArrayList<>(List.of("--add-opens", "java.base/java.lang=dev.weft"));
    opened.addAll(flags);
    assertThat(ChildJvm.runWith(opened.toArray(String[]::new)))
        .containsExactly("a group", "Optional.empty", "a loop");
  }

  private static String location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
