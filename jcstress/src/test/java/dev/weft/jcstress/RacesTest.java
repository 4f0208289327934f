package dev.weft.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.annotations.JCStressTest;

/// Runs all tests of this module under jcstress, for seconds each; `./weft jcstress` runs them for
/// longer.
@Tag("slow")
class RacesTest {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  @Test
  void noRaceEndsInAForbiddenWay() throws Exception {
    Set<String> tests = tests();
    assertThat(tests).hasSizeGreaterThanOrEqualTo(18);
    Path dir = Files.createDirectories(TARGET.resolve("jcstress"));
    Path log = dir.resolve("log.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main"));
    // Short strides, since each race is a matter of microseconds and not of nanoseconds; one JVM
    // per test, since the code under test is far more than the JIT's view of two loads.
    command.addAll(
        List.of("-v -m quick -f 1 -iters 1 -time 1500 -strideSize 32 -strideCount 4".split(" ")));
    command.addAll(List.of("-sc", "false", "-af", "NONE", "-r", "report"));
    command.addAll(List.of("-jvmArgs", "-Xmx256m -XX:+UseSerialGC"));
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    // A wake-up that is lost hangs.
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    String output = Files.readString(log);
    assertThat(ended).as("ended within 10 minutes: %s", output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    for (String test : tests) {
      assertThat(output).contains(test);
    }
    assertThat(output)
        .contains(
            "(Results: %1$d planned; %1$d passed, 0 failed, 0 soft errs, 0 hard errs)"
                .formatted(tests.size()));
  }

  private static Set<String> tests() throws IOException {
    Path classes = TARGET.resolve("classes");
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .map(name -> name.replace(".class", "").replace('/', '.'))
          .filter(RacesTest::isRace)
          .collect(Collectors.toSet());
    }
  }

  private static boolean isRace(String name) {
    try {
      return Class.forName(name, false, RacesTest.class.getClassLoader())
          .isAnnotationPresent(JCStressTest.class);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
