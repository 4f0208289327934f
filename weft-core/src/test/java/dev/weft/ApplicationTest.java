package dev.weft;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ApplicationTest {
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

  @Test
  void stop_drains_cancelsWhatIsLeft_andClosesInReverseOrder() throws Exception {
    Application.run(app -> {
      app.drainWithin(ofMillis(100));
      app.<AutoCloseable, RuntimeException>open("database", () -> () -> log.add("close database"));
      app.<AutoCloseable, RuntimeException>open("http", () -> () -> log.add("close http"));
      app.onDrain("http", bound -> log.add("drain " + bound.toMillis()));
      app.start(
          "quick",
          () -> {
            Thread.sleep(20);
            return log.add("quick ended");
          });
      app.start("slow", () -> loggedForever("slow"));
      app.startBackground("monitor", () -> loggedForever("monitor"));
      app.start(
          "operator",
          () -> {
            app.stop("maintenance");
            return null;
          });
      app.serve();
    });
    assertThat(log).startsWith("drain 100", "quick ended", "slow cancelled: maintenance");
    assertThat(log)
        .endsWith("monitor cancelled: group \"application\" ends", "close http", "close database");
  }

  private Object loggedForever(String name) throws InterruptedException {
    var never = new CountDownLatch(1);
    try {
      never.await();
      return name;
    } catch (InterruptedException e) {
      try {
        Tasks.checkCancelled();
      } catch (CancelledException cancelled) {
        log.add(name + " cancelled: " + cancelled.cancellation().reason());
      }
      throw e;
    }
  }

  @Test
  void stopBeforeServing_cancelsTheBody_drainsWhatWasOpened_andIsANormalEnd() throws Exception {
    Application.run(app -> {
      app.<AutoCloseable, RuntimeException>open("database", () -> () -> log.add("closed"));
      app.stop("changed my mind");
      Waits.forever();
    });
    assertThat(log).containsExactly("closed");
  }

  @Test
  void failingBody_isThrown_afterEverythingIsClosed() {
    assertThatThrownBy(() ->
            Application.run(app -> {
              app.<AutoCloseable, RuntimeException>open("a", () -> () -> log.add("a"));
              app.<AutoCloseable, RuntimeException>open(
                  "b",
                  () ->
                      () -> {
                        throw new IOException("stuck");
                      });
              app.open(
                  "c",
                  () -> {
                    throw new IOException("no port");
                  });
            }))
        .isInstanceOf(IOException.class)
        .hasMessage("no port")
        .satisfies(e ->
            assertThat(e.getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("could not close \"b\": java.io.IOException: stuck"));
    assertThat(log).containsExactly("a");
  }

  @Test
  void resourceThatCannotBeClosed_isAFailureOfTheRun() {
    assertThatThrownBy(() ->
            Application.run(app ->
                app.<AutoCloseable, RuntimeException>open(
                    "b",
                    () ->
                        () -> {
                          throw new IOException("stuck");
                        })))
        .hasMessage("1 resources could not be closed");
  }

  @Test
  void failedTask_touchesNobodyElse() throws Exception {
    Application.run(app -> {
      Task<Object> bad =
          app.start(
              "bad",
              () -> {
                throw new IllegalStateException("boom");
              });
      Waits.until("it failed", bad::isDone);
      Task<String> good = app.start("good", () -> "fine");
      assertThat(good.await()).isEqualTo("fine");
    });
  }

  @Test
  @Tag("slow")
  void sigterm_stopsInOrder_withStatusZero() throws Exception {
    Process process = start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("serving");
      process.toHandle().destroy();
      assertThat(out.lines().toList()).containsExactly("drained", "closed");
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @Tag("slow")
  void secondSignal_endsAtOnce() throws Exception {
    Process process = start("stuck");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("serving");
      process.toHandle().destroy();
      assertThat(out.readLine()).isEqualTo("draining for ever");
      process.toHandle().destroy();
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(String... args) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                ApplicationProgram.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
