package dev.weft.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// How the JVMs are started that are measured.
final class Jvm {
  private Jvm() {}

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /// The flags of this JVM but what the launcher tells it of the peers, and two cores, whatever the
  /// machine has: the targets are for two.
  static List<String> flags() {
    return Stream.concat(
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Dweft.bench.")),
            Stream.of("-XX:ActiveProcessorCount=2", "--enable-preview"))
        .toList();
  }
}
