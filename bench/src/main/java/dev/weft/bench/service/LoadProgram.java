package dev.weft.bench.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A program that puts a service under load and ends by itself, or is ended.
final class LoadProgram {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int KILLED = 128 + 9;

  private LoadProgram() {}

  /// What it printed; empty if it was stuck, as one is that waits for a service which takes no
  /// connection.
  ///
  /// @param duration how long it is meant to run
  /// @throws IOException if it fails
  static Optional<String> run(List<String> command, Duration duration)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread.startVirtualThread(() -> endAfter(process, duration.plus(PATIENCE)));
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int status = process.waitFor();
      if (status == KILLED) {
        return Optional.empty();
      }
      if (status != 0) {
        throw new IOException(command + " failed with " + status + ": " + output);
      }
      return Optional.of(output);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void endAfter(Process process, Duration time) {
    try {
      if (!process.waitFor(time)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
