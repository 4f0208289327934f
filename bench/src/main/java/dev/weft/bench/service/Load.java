package dev.weft.bench.service;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;

/// Clients that ask again as soon as they have their answer, by wrk, which shares the cores with
/// the service and its database. A service that falls behind is asked less.
///
/// @param script what it asks for
/// @param users how many users there are
record Load(Path script, int users) {
  private static final String PROGRAM = System.getenv().getOrDefault("WEFT_WRK", "wrk");
  private static final int THREADS = 2;

  Figures of(Contender contender, String endpoint, int clients, Duration duration)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            PROGRAM,
            "--threads",
            "" + THREADS,
            "--connections",
            "" + clients,
            "--duration",
            duration.toSeconds() + "s",
            "--timeout",
            Figures.PATIENCE_MICROS / 1_000_000 + "s",
            "--script",
            script.toString(),
            contender.address("/"),
            "--",
            endpoint,
            "" + users);
    Optional<String> printed = LoadProgram.run(command, duration);
    if (printed.isEmpty()) {
      return new Figures(0, duration.toSeconds(), 0, 0, 0, -1, -1, -1);
    }
    String output = printed.get();
    return output
        .lines()
        .filter(line -> line.startsWith("RESULT "))
        .findFirst()
        .map(Load::figures)
        .orElseThrow(() -> new IOException(command + " failed: " + output));
  }

  /// Reads the line that the script prints.
  static Figures figures(String line) {
    var words = new Scanner(line).useLocale(Locale.ROOT);
    words.next();
    return new Figures(
        words.nextLong(),
        words.nextLong() / 1e6,
        words.nextLong(),
        words.nextLong(),
        words.nextLong(),
        words.nextLong(),
        words.nextLong(),
        words.nextLong());
  }

  /// What answers to `wrk -v`.
  static String version() throws IOException, InterruptedException {
    return Command.firstLine(List.of(PROGRAM, "-v"));
  }
}
