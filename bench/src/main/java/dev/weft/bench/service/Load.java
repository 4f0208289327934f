package dev.weft.bench.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;

/// The load generator, wrk. It shares the cores with the service and its database.
///
/// By itself its clients wait for an answer before they ask again, so that a service which falls
/// behind is asked less: twice as many of them are no overload, they only wait for twice as long.
/// At a rate they ask by a timetable, as users do who do not know of each other, for as long as
/// there are connections that wait for nothing.
///
/// @param script what it asks for
/// @param users how many users there are
record Load(Path script, int users) {
  private static final String PROGRAM = System.getenv().getOrDefault("WEFT_WRK", "wrk");
  private static final int THREADS = 2;

  // It looks through the timetable of all connections of a thread whenever it wakes.
  private static final int THREADS_AT_RATE = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int KILLED = 128 + 9;
  private static final String NOTHING = "RESULT 0 1000000 0 0 0 -1 -1 -1";

  /// What was measured.
  ///
  /// @param answers how many there were
  /// @param seconds for how long
  /// @param refused how many of them were no success
  /// @param late how many came after more than a second
  /// @param lost how many connections broke
  /// @param p50 the median of the latency, in microseconds; -1 if it is more than a second
  /// @param p99 of a hundred requests one takes longer
  /// @param p999 of a thousand requests one takes longer
  record Figures(
      long answers,
      double seconds,
      long refused,
      long late,
      long lost,
      long p50,
      long p99,
      long p999) {

    /// Answers in a second.
    @JsonProperty
    double throughput() {
      return answers / seconds;
    }

    /// Successes within a second, in a second. (Who is refused late counts twice; that is rare.)
    @JsonProperty
    double goodput() {
      return Math.max(0, answers - refused - late) / seconds;
    }
  }

  /// Clients that ask again as soon as they have their answer.
  Figures of(Contender contender, String endpoint, int clients, Duration duration)
      throws IOException, InterruptedException {
    return run(contender, endpoint, clients, duration, List.of());
  }

  /// As many requests in a second, on as many connections.
  Figures atRate(
      Contender contender, String endpoint, double rate, int connections, Duration duration)
      throws IOException, InterruptedException {
    return run(
        contender,
        endpoint,
        connections,
        duration,
        List.of(String.format(Locale.ROOT, "%.3f", rate / THREADS_AT_RATE)));
  }

  private Figures run(
      Contender contender, String endpoint, int clients, Duration duration, List<String> rate)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM,
                "--threads",
                "" + (rate.isEmpty() ? THREADS : THREADS_AT_RATE),
                "--connections",
                "" + clients,
                "--duration",
                duration.toSeconds() + "s",
                "--timeout",
                "1s",
                "--script",
                script.toString(),
                contender.address("/"),
                "--",
                endpoint,
                "" + users));
    command.addAll(rate);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    // It waits for ever for a service that takes no connection.
    Thread.startVirtualThread(() -> endAfter(process, duration.plus(PATIENCE)));
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      boolean isStuck = process.waitFor() == KILLED;
      return output
          .lines()
          .filter(line -> line.startsWith("RESULT "))
          .findFirst()
          .or(() -> isStuck ? Optional.of(NOTHING) : Optional.empty())
          .map(Load::figures)
          .orElseThrow(() -> new IOException(command + " failed: " + output));
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
