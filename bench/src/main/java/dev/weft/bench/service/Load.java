package dev.weft.bench.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;

/// The load generator, wrk: as many clients as it is told, each of which asks again as soon as it
/// has its answer.
///
/// @param script what it asks for
/// @param users how many users there are
record Load(Path script, int users) {
  private static final String PROGRAM = System.getenv().getOrDefault("WEFT_WRK", "wrk");

  /// What was measured.
  ///
  /// @param requests how many were answered
  /// @param seconds for how long
  /// @param refused how many of the answers were no success
  /// @param lost how many requests had no answer
  /// @param p50 the median of the latency, in microseconds
  /// @param p99 of a hundred requests one takes longer
  /// @param p999 of a thousand requests one takes longer
  /// @param percentInTime how many were answered within a second
  record Figures(
      long requests,
      double seconds,
      long refused,
      long lost,
      long p50,
      long p99,
      long p999,
      double percentInTime) {

    double throughput() {
      return requests / seconds;
    }

    /// Successes within a second, each second.
    double goodput() {
      return (requests * percentInTime / 100 - refused) / seconds;
    }
  }

  Figures on(int port, String endpoint, int clients, Duration duration)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            PROGRAM,
            "--threads",
            clients == 1 ? "1" : "2",
            "--connections",
            "" + clients,
            "--duration",
            duration.toSeconds() + "s",
            "--timeout",
            "10s",
            "--script",
            script.toString(),
            "http://127.0.0.1:" + port,
            "--",
            endpoint,
            "" + users);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      String line =
          output
              .lines()
              .filter(each -> each.startsWith("RESULT "))
              .findFirst()
              .orElseThrow(() -> new IOException(command + " failed: " + output));
      return figures(line);
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  static Figures figures(String line) {
    var words = new Scanner(line).useLocale(java.util.Locale.ROOT);
    words.next();
    return new Figures(
        words.nextLong(),
        words.nextLong() / 1e6,
        words.nextLong(),
        words.nextLong(),
        words.nextLong(),
        words.nextLong(),
        words.nextLong(),
        words.nextDouble());
  }
}
