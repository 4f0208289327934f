package dev.weft;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class ApplicationTest {
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

  @Test
  void stop_drains_cancelsWhatIsLeft_andClosesInReverseOrder() throws Exception {
    var draining = new CountDownLatch(1);
    Application.run(app -> {
      app.drainWithin(ofMillis(200));
      app.<AutoCloseable, RuntimeException>open("database", () -> () -> log.add("close database"));
      app.<AutoCloseable, RuntimeException>open("http", () -> () -> log.add("close http"));
      app.onDrain(
          "http",
          bound -> {
            log.add("drain " + bound.toMillis());
            draining.countDown();
          });
      app.start(
          "quick",
          () -> {
            draining.await();
            return log.add("quick ended");
          });
      app.start("slow", () -> loggedForever("slow"));
      app.startBackground("monitor", () -> loggedForever("monitor"));
      app.start(
          "operator",
          () -> {
            Waits.until("it serves", app::isServing);
            app.stop("maintenance");
            return null;
          });
      app.serve();
    });
    assertThat(log).startsWith("drain 200", "quick ended", "slow cancelled: maintenance");
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
  void stopBeforeServing_isANormalEnd_whateverItMakesTheBodyThrow() throws Exception {
    Application.run(app -> {
      app.stop("changed my mind");
      app.start("late", () -> 1);
    });
    Application.run(app -> {
      app.stop("changed my mind");
      try {
        Waits.forever();
      } catch (InterruptedException e) {
        throw new IOException("could not open", e);
      }
    });
  }

  @Test
  void stopThatRacesWithTheStartOfServing_drainsCompletelyOrNotAtAll() throws Exception {
    for (int i = 0; i < Scale.of(200); i++) {
      var begun = new AtomicInteger();
      var ended = new AtomicInteger();
      Application.run(app -> {
        app.onDrain(
            "http",
            bound -> {
              begun.incrementAndGet();
              Thread.sleep(0, 100_000);
              ended.incrementAndGet();
            });
        app.start(
            "operator",
            () -> {
              app.stop("now");
              return null;
            });
        app.serve();
      });
      assertThat(ended).hasValue(begun.get());
    }
  }

  @Test
  void resourceWhoseCloseFailsWithAnError_doesNotKeepTheOthersOpen() {
    assertThatThrownBy(() ->
            Application.run(app -> {
              app.<AutoCloseable, RuntimeException>open("a", () -> () -> log.add("a"));
              app.<AutoCloseable, RuntimeException>open(
                  "b",
                  () ->
                      () -> {
                        throw new AssertionError("stuck");
                      });
            }))
        .isInstanceOf(CloseFailedException.class)
        .hasMessage("could not close \"b\": java.lang.AssertionError: stuck");
    assertThat(log).containsExactly("a");
  }

  @Test
  void interruptedProgram_closesEveryResource_undisturbed() {
    assertThatThrownBy(() ->
            Application.run(app -> {
              for (String name : List.of("a", "b")) {
                app.<AutoCloseable, RuntimeException>open(
                    name,
                    () ->
                        () -> {
                          Thread.sleep(1);
                          log.add(name);
                        });
              }
              Thread.currentThread().interrupt();
              throw new IOException("body");
            }))
        .hasMessage("body");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(log).containsExactly("b", "a");
  }

  @Test
  @Case(55)
  void leftoverTaskThatFailsDuringShutdown_isLogged_andTheShutdownGoesOn() throws Exception {
    var running = new CountDownLatch(1);
    try (var captured = new CapturedLog()) {
      Application.run(app -> {
        app.drainWithin(ofMillis(10));
        app.<AutoCloseable, RuntimeException>open("database", () -> () -> log.add("closed"));
        app.start(
            "leftover",
            () -> {
              try {
                running.countDown();
                return Waits.forever();
              } catch (InterruptedException e) {
                throw new IOException("clean-up");
              }
            });
        app.start(
            "operator",
            () -> {
              running.await();
              Waits.until("it serves", app::isServing);
              app.stop("enough");
              return null;
            });
        app.serve();
      });
      assertThat(captured.messages())
          .anyMatch(message ->
              message.startsWith(
                  "task \"leftover\" of group \"application\" failed and nobody looked at it"
                      + "; it was started at dev.weft.ApplicationTest."));
    }
    assertThat(log).containsExactly("closed");
  }

  @Test
  void endlessDrainBudget_isAllowed() throws Exception {
    Application.run(app -> {
      app.drainWithin(Duration.ofSeconds(Long.MAX_VALUE));
      app.start(
          "operator",
          () -> {
            Waits.until("it serves", app::isServing);
            app.stop("enough");
            return null;
          });
      app.serve();
    });
  }

  @Test
  void negativeDrainBudget_isNone() throws Exception {
    Application.run(app -> {
      app.drainWithin(Duration.ofSeconds(Long.MIN_VALUE));
      app.onDrain("http", bound -> log.add("drain " + bound));
      app.start("leftover", Waits::forever);
      app.start(
          "operator",
          () -> {
            Waits.until("it serves", app::isServing);
            app.stop("enough");
            return null;
          });
      app.serve();
    });
    assertThat(log).containsExactly("drain PT0S");
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
  void resourcesThatCannotBeClosed_areAFailureOfTheRun_eachByItsName() {
    assertThatThrownBy(() ->
            Application.run(app -> {
              for (String name : List.of("a", "b")) {
                app.<AutoCloseable, RuntimeException>open(
                    name,
                    () ->
                        () -> {
                          throw new IOException("stuck");
                        });
              }
            }))
        .isInstanceOf(CloseFailedException.class)
        .hasMessage("could not close \"b\": java.io.IOException: stuck")
        .satisfies(e ->
            assertThat(e.getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("could not close \"a\": java.io.IOException: stuck"));
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
}
