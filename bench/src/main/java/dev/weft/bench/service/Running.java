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
  private static final long PAGE = 4_096;
  private static final long PAUSE_MILLIS = 5;
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final Duration untilFirstAnswer;

  private Running(Process process, Duration untilFirstAnswer) {
    this.process = process;
    this.untilFirstAnswer = untilFirstAnswer;
  }

  /// Starts it and waits until it has answered a dashboard.
  ///
  /// @param log where it prints to
  /// @param longest how long that may take
  static Running start(Contender contender, Path log, Duration longest)
      throws IOException, InterruptedException {
    HttpRequest ask =
        HttpRequest.newBuilder(URI.create(contender.address("/api/users/1/dashboard")))
            .timeout(Duration.ofSeconds(10))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      long begun = System.nanoTime();
      Process process =
          new ProcessBuilder(contender.command())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean answered = false;
      try {
        while (!answers(client, ask)) {
          if (!process.isAlive() || System.nanoTime() - begun > longest.toNanos()) {
            throw new IOException(contender.name() + " does not answer: " + Files.readString(log));
          }
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        answered = true;
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        return new Running(process, taken);
      } finally {
        if (!answered) {
          process.destroyForcibly();
        }
      }
    }
  }

  private static boolean answers(HttpClient client, HttpRequest ask) throws InterruptedException {
    try {
      return client.send(ask, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      // It does not listen yet.
      return false;
    }
  }

  Duration untilFirstAnswer() {
    return untilFirstAnswer;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// The processor time that it has taken so far; none where it has ended.
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// The bytes that it has in memory; -1 where nobody tells.
  long residentBytes() {
    try {
      String statm = Files.readString(Path.of("/proc", "" + process.pid(), "statm"));
      return Long.parseLong(statm.split(" ", 3)[1]) * PAGE;
    } catch (IOException e) {
      return -1;
    }
  }

  /// Asks it to end and waits for that; ends it if it does not.
  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
