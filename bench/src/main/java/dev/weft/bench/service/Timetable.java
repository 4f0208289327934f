package dev.weft.bench.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Users who do not know of each other and ask by a timetable, whether or not others have been
/// answered, by h2load: each connection has its own, and what it is late with it makes up for. wrk
/// has no timetable.
///
/// @param users how many users there are
/// @param folder where the requests are written down, and the answers
record Timetable(int users, Path folder) {
  private static final String PROGRAM = System.getenv().getOrDefault("WEFT_H2LOAD", "h2load");
  private static final int THREADS = 2;
  private static final int REQUESTS = 20_000;
  private static final int SEED = 7919;
  private static final Pattern ERRORED = Pattern.compile("(\\d+) errored");

  /// @param rate how many requests there are in a second
  /// @param connections how many can be under way
  Figures of(Contender contender, String endpoint, double rate, int connections, Duration duration)
      throws IOException, InterruptedException {
    Path requests = folder.resolve("requests");
    Path answers = folder.resolve("answers");
    Files.deleteIfExists(answers);
    var random = new Random(SEED);
    Files.write(
        requests,
        Stream.generate(() ->
                contender.address("/api/users/" + (random.nextInt(users) + 1) + "/" + endpoint))
            .limit(REQUESTS)
            .toList());
    Optional<String> output =
        LoadProgram.run(
            List.of(
                PROGRAM,
                "--h1",
                "--threads",
                "" + THREADS,
                "--clients",
                "" + connections,
                "--duration",
                "" + duration.toSeconds(),
                "--rps",
                String.format(Locale.ROOT, "%.6f", rate / connections),
                "--input-file",
                requests.toString(),
                "--log-file",
                answers.toString()),
            duration);
    // Where it was ended, what it has written down tells little.
    try (Stream<String> lines = output.isEmpty() ? Stream.empty() : Files.lines(answers)) {
      return figures(lines, duration, lost(output.orElse("")));
    }
  }

  private static long lost(String output) {
    Matcher errored = ERRORED.matcher(output);
    return errored.find() ? Long.parseLong(errored.group(1)) : 0;
  }

  /// Reads the answers, a line each: when the request was sent, the status, how long it took in
  /// microseconds.
  static Figures figures(Stream<String> lines, Duration duration, long lost) {
    List<Answer> answers =
        lines
            .map(Answer::of)
            .filter(Answer::hasCome)
            .sorted(Comparator.comparingLong(Answer::micros))
            .toList();
    return new Figures(
        answers.size(),
        duration.toSeconds(),
        answers.stream().filter(answer -> !answer.isSuccess()).count(),
        answers.stream().filter(answer -> answer.isSuccess() && answer.isLate()).count(),
        lost,
        percentile(answers, 0.5),
        percentile(answers, 0.99),
        percentile(answers, 0.999));
  }

  private static long percentile(List<Answer> fastestFirst, double of) {
    if (fastestFirst.isEmpty()) {
      return -1;
    }
    Answer answer = fastestFirst.get((int) (of * (fastestFirst.size() - 1)));
    return answer.isLate() ? -1 : answer.micros();
  }

  private record Answer(int status, long micros) {
    static Answer of(String line) {
      String[] words = line.split("\t", -1);
      return new Answer(Integer.parseInt(words[1]), Long.parseLong(words[2]));
    }

    /// Where the connection broke, the status is -1.
    boolean hasCome() {
      return status > 0;
    }

    boolean isSuccess() {
      return status / 100 == 2;
    }

    boolean isLate() {
      return micros > Figures.PATIENCE_MICROS;
    }
  }

  /// What answers to `h2load --version`.
  static String version() throws IOException, InterruptedException {
    return Command.firstLine(List.of(PROGRAM, "--version"));
  }
}
