package dev.weft.bench.service;

import dev.weft.Task;
import dev.weft.TaskGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

// All connections of one h2load ask at the same moment, again and again; a service that answers
// half of them has nothing to do for the rest of the time. So there are several, which begin one
// after the other and end together.
/// Users who do not know of each other and ask by a timetable, whether or not others have been
/// answered, by several h2loads: each connection has its own, and what it is late with it makes up
/// for. wrk has no timetable.
///
/// @param users how many users there are
/// @param folder where the requests are written down, and the answers
@SuppressWarnings("SystemOut") // says what went wrong
record Timetable(int users, Path folder) {
  private static final String PROGRAM = System.getenv().getOrDefault("WEFT_H2LOAD", "h2load");
  private static final int PROGRAMS = 8;
  private static final int REQUESTS = 500;
  private static final int SEED = 7919;
  private static final Pattern ERRORED = Pattern.compile("(\\d+) errored");

  /// @param rate how many requests there are in a second, by all connections together
  /// @param connections how many can be under way
  /// @param duration for how long they ask
  Figures of(Contender contender, String endpoint, double rate, int connections, Duration duration)
      throws IOException, InterruptedException {
    var share = Share.of(rate, connections, PROGRAMS);
    for (int program = 0; program < PROGRAMS; program++) {
      Files.deleteIfExists(answers(program));
      writeRequests(contender, endpoint, program);
    }
    List<Task<Optional<String>>> outputs =
        TaskGroup.run(group -> {
          List<Task<Optional<String>>> started = new ArrayList<>();
          for (int i = 0; i < PROGRAMS; i++) {
            int program = i;
            Duration late = share.interval().multipliedBy(program).dividedBy(PROGRAMS);
            started.add(
                group.start(
                    "h2load",
                    () -> {
                      Thread.sleep(late);
                      return run(program, share, duration.minus(late));
                    }));
          }
          return started;
        });
    List<String> lines = new ArrayList<>();
    long lost = 0;
    int stuck = 0;
    for (int program = 0; program < PROGRAMS; program++) {
      Optional<String> output = outputs.get(program).await();
      lost += lost(output.orElse(""));
      stuck += output.isEmpty() ? 1 : 0;
      if (Files.exists(answers(program))) {
        lines.addAll(Files.readAllLines(answers(program)));
      }
    }
    if (stuck > 0) {
      System.err.printf(
          "%-8s takes not all connections: %d of %d programs were stuck and were ended%n",
          contender.name(), stuck, PROGRAMS);
    }
    return figures(lines.stream(), duration, lost);
  }

  /// What each of several programs is told.
  ///
  /// @param connections how many it has
  /// @param rate how many requests each of these makes in a second
  record Share(int connections, double rate) {

    static Share of(double rate, int connections, int programs) {
      int share = Math.max(1, connections / programs);
      return new Share(share, rate / (share * programs));
    }

    /// Between two requests of a connection.
    Duration interval() {
      return Duration.ofNanos(Math.round(1e9 / rate));
    }
  }

  private Optional<String> run(int program, Share share, Duration duration)
      throws IOException, InterruptedException {
    return LoadProgram.run(
        List.of(
            PROGRAM,
            "--h1",
            "--threads",
            "1",
            "--clients",
            "" + share.connections(),
            "--duration",
            duration.toMillis() + "ms",
            "--rps",
            String.format(Locale.ROOT, "%.6f", share.rate()),
            "--input-file",
            requests(program).toString(),
            "--log-file",
            answers(program).toString()),
        duration);
  }

  private void writeRequests(Contender contender, String endpoint, int program) throws IOException {
    var random = new Random(SEED + program);
    Files.write(
        requests(program),
        Stream.generate(() ->
                contender.address("/api/users/" + (random.nextInt(users) + 1) + "/" + endpoint))
            .limit(REQUESTS)
            .toList());
  }

  private Path requests(int program) {
    return folder.resolve("requests-" + program);
  }

  private Path answers(int program) {
    return folder.resolve("answers-" + program);
  }

  private static long lost(String output) {
    Matcher errored = ERRORED.matcher(output);
    return errored.find() ? Long.parseLong(errored.group(1)) : 0;
  }

  /// Reads the answers, a line each: when the request was sent, the status, how long it took, both
  /// times in microseconds. What is measured lasts until the last answer.
  static Figures figures(Stream<String> lines, Duration duration, long lost) {
    List<Answer> answers =
        lines
            .map(Answer::of)
            .flatMap(Optional::stream)
            .filter(Answer::hasCome)
            .sorted(Comparator.comparingLong(Answer::micros))
            .toList();
    long first = answers.stream().mapToLong(Answer::sentAt).min().orElse(0);
    long last = answers.stream().mapToLong(Answer::cameAt).max().orElse(0);
    return new Figures(
        answers.size(),
        Math.max(duration.toMillis() / 1e3, (last - first) / 1e6),
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

  private record Answer(long sentAt, int status, long micros) {

    /// Nothing for the last line of a program that was ended while it wrote it.
    static Optional<Answer> of(String line) {
      String[] words = line.split("\t", -1);
      return words.length < 3 || words[2].isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Answer(
                  Long.parseLong(words[0]), Integer.parseInt(words[1]), Long.parseLong(words[2])));
    }

    long cameAt() {
      return sentAt + micros;
    }

    /// Where the connection broke, the status is -1.
    boolean hasCome() {
      return status >= 0;
    }

    /// h2load does not read the status of a line that has no reason behind it, such as Tomcat's,
    /// and writes 0. Such an answer is taken for a success, also if it was a refusal.
    boolean isSuccess() {
      return status == 0 || status / 100 == 2;
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
