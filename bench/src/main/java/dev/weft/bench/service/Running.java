package dev.weft.bench.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A service while it runs.
final class Running implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final long PAGE = 4_096;

  private final Contender contender;
  private final Path log;
  private final Process process;
  private final Duration untilFirstAnswer;

  private Running(Contender contender, Path log, Process process, Duration untilFirstAnswer) {
    this.contender = contender;
    this.log = log;
    this.process = process;
    this.untilFirstAnswer = untilFirstAnswer;
  }

  /// Starts it and waits until it has answered a dashboard.
  static Running start(Contender contender, Path log) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(contender.command())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest ask =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://127.0.0.1:" + contender.port() + "/api/users/1/dashboard"))
              .timeout(Duration.ofSeconds(5))
              .build();
      while (true) {
        try {
          if (client.send(ask, BodyHandlers.discarding()).statusCode() == 200) {
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            return new Running(contender, log, process, taken);
          }
        } catch (IOException e) {
          // Not yet.
        }
        if (!process.isAlive() || System.nanoTime() - begun > LONGEST_START.toNanos()) {
          process.destroyForcibly();
          throw new IOException(contender.name() + " does not answer: " + Files.readString(log));
        }
        Thread.sleep(5);
      }
    }
  }

  Duration untilFirstAnswer() {
    return untilFirstAnswer;
  }

  /// The processor time that it has taken so far.
  Duration cpu() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException(contender.name() + " has ended, see " + log));
  }

  /// The bytes that it has in memory; -1 where nobody tells.
  long resident() {
    try {
      String statm = Files.readString(Path.of("/proc", "" + process.pid(), "statm"));
      return Long.parseLong(statm.split(" ", 3)[1]) * PAGE;
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
