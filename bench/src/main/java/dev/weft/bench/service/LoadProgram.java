package dev.weft.bench.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A program that puts a service under load and ends by itself, or is ended.
final class LoadProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private LoadProgram() {}

  /// What it printed; empty if it was stuck, as one is that waits for a service which takes no
  /// connection.
  ///
  /// @param duration how long it is meant to run
  /// @throws IOException if it fails
  static Optional<String> run(List<String> command, Duration duration)
      throws IOException, InterruptedException {
    // Not read from a pipe, which would not heed an interrupt.
    Path printed = Files.createTempFile("weft-load", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile())
              .start();
      try {
        if (!process.waitFor(duration.plus(PATIENCE))) {
          return Optional.empty();
        }
      } finally {
        process.destroyForcibly();
      }
      String output = Files.readString(printed);
      if (process.exitValue() != 0) {
        throw new IOException(command + " failed with " + process.exitValue() + ": " + output);
      }
      return Optional.of(output);
    } finally {
      Files.delete(printed);
    }
  }
}
