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

// All connections of one h2load ask at the same time, which users who do not know of each other do
// not: hence several, each of which begins a little later than the one before.
/// Users who do not know of each other and ask by a timetable, whether or not others have been
/// answered, by h2load: each connection has its own, and what it is late with it makes up for. wrk
/// has no timetable.
///
/// @param users how many users there are
/// @param folder where the requests are written down, and the answers
record Timetable(int users, Path folder) {
  private static final String PROGRAM = System.getenv().getOrDefault("WEFT_H2LOAD", "h2load");
  private static final int PROGRAMS = 8;
  private static final int REQUESTS = 5_000;
  private static final int SEED = 7919;
  private static final Pattern ERRORED = Pattern.compile("(\\d+) errored");

  /// @param rate how many requests there are in a second
  /// @param connections how many can be under way
  Figures of(Contender contender, String endpoint, double rate, int connections, Duration duration)
      throws IOException, InterruptedException {
    int share = connections / PROGRAMS;
    var rates = new Rates(rate / connections, share, duration);
    for (int program = 0; program < PROGRAMS; program++) {
      Files.deleteIfExists(answers(program));
      writeRequests(contender, endpoint, program);
    }
    Duration betweenStarts =
        Duration.ofNanos(Math.round(connections / rate * 1e9)).dividedBy(PROGRAMS);
    List<Task<Optional<String>>> outputs =
        TaskGroup.run(group -> {
          List<Task<Optional<String>>> started = new ArrayList<>();
          for (int i = 0; i < PROGRAMS; i++) {
            int program = i;
            started.add(group.start("h2load", () -> run(program, rates)));
            Thread.sleep(betweenStarts);
          }
          return started;
        });
    List<String> lines = new ArrayList<>();
    long lost = 0;
    for (int program = 0; program < PROGRAMS; program++) {
      Optional<String> output = outputs.get(program).await();
      // Where it was ended, what it has written down tells little.
      if (output.isPresent()) {
        lines.addAll(Files.readAllLines(answers(program)));
        lost += lost(output.get());
      }
    }
    return figures(lines.stream(), duration, lost);
  }

  /// What one program is told.
  private record Rates(double ofConnection, int connections, Duration duration) {}

  private Optional<String> run(int program, Rates rates) throws IOException, InterruptedException {
    return LoadProgram.run(
        List.of(
            PROGRAM,
            "--h1",
            "--threads",
            "1",
            "--clients",
            "" + rates.connections,
            "--duration",
            "" + rates.duration.toSeconds(),
            "--rps",
            String.format(Locale.ROOT, "%.6f", rates.ofConnection),
            "--input-file",
            requests(program).toString(),
            "--log-file",
            answers(program).toString()),
        rates.duration);
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
