package dev.weft;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.contract.OnEveryScheduler;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
class ResourcesTest {
  private final List<String> closed = Collections.synchronizedList(new ArrayList<>());

  private Closeable resource(String name) {
    return () -> closed.add(name);
  }

  private static Closeable broken(String message) {
    return () -> {
      throw new IOException(message);
    };
  }

  @Test
  void resources_areClosedInReverseOrder() throws Exception {
    try (var resources = new Resources()) {
      resources.open("a", () -> resource("a"));
      resources.onClose("b", resource("b"));
      resources.open("c", ofSeconds(1), () -> resource("c"));
      assertThat(closed).isEmpty();
    }
    assertThat(closed).containsExactly("c", "b", "a");
  }

  @Test
  void failureToOpen_closesWhatIsOpen() {
    assertThatThrownBy(
            () -> {
              try (var resources = new Resources()) {
                resources.open("a", () -> resource("a"));
                resources.open("b", ResourcesTest::unavailable);
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("unavailable");
    assertThat(closed).containsExactly("a");
  }

  private static Closeable unavailable() throws IOException {
    throw new IOException("unavailable");
  }

  @Test
  void everyFailure_isKept_thatOfTheWorkFirst() {
    assertThatThrownBy(
            () -> {
              try (var resources = new Resources()) {
                resources.onClose("a", broken("first opened"));
                resources.onClose("b", resource("b"));
                resources.onClose("c", broken("last opened"));
                throw new IllegalStateException("work");
              }
            })
        .hasMessage("work")
        .satisfies(work -> {
          Throwable close = work.getSuppressed()[0];
          assertThat(close)
              .isInstanceOf(CloseFailedException.class)
              .hasMessage("could not close \"c\": java.io.IOException: last opened")
              .hasCauseInstanceOf(IOException.class);
          assertThat(close.getSuppressed())
              .singleElement()
              .isInstanceOfSatisfying(
                  CloseFailedException.class, e -> assertThat(e.resource()).isEqualTo("a"));
        });
    assertThat(closed).containsExactly("b");
  }

  @Test
  void failureToClose_isThrown_ifNothingElseFailed() {
    assertThatThrownBy(
            () -> {
              try (var resources = new Resources()) {
                resources.onClose("a", broken("away"));
              }
            })
        .isInstanceOf(CloseFailedException.class)
        .hasNoSuppressedExceptions();
  }

  @Test
  void cancelledTask_closesUndisturbed() throws Exception {
    TaskGroup.supervise(group -> {
      var inside = new CountDownLatch(1);
      Task<Object> task =
          group.start(() -> {
            try (var resources = new Resources()) {
              resources.onClose(
                  "slow",
                  () -> {
                    Thread.sleep(10);
                    Tasks.checkCancelled();
                    closed.add("slow");
                  });
              resources.onClose("quick", resource("quick"));
              inside.countDown();
              return Waits.forever();
            }
          });
      inside.await();
      task.cancel("first");
      task.cancel("second");
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(closed).containsExactly("quick", "slow");
  }

  @Test
  void foreignInterrupt_isWithheldFromClosing_andIsBackAfterwards() {
    var seen = new AtomicBoolean();
    Thread.currentThread().interrupt();
    try (var resources = new Resources()) {
      resources.onClose("a", () -> seen.set(Thread.currentThread().isInterrupted()));
    }
    assertThat(seen).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void stuckResource_isNamedAndCancelledAfterItsBound_andTheNextIsClosed() throws Exception {
    try (var log = new CapturedLog()) {
      assertThatThrownBy(
              () -> {
                try (var resources = new Resources()) {
                  resources.onClose("next", resource("next"));
                  resources.onClose("stuck", ofMillis(10), Waits::forever);
                }
              })
          .isInstanceOf(CloseFailedException.class)
          .hasCauseInstanceOf(DeadlineExceededException.class)
          .hasMessageContaining("\"stuck\"");
      assertThat(closed).containsExactly("next");
      Waits.until(
          "it is reported",
          () ->
              log.messages().stream()
                  .anyMatch(line -> line.contains("has not ended within its bound of 10 ms")));
    }
  }

  @Test
  void stuckResource_thatIgnoresItsInterrupt_isNamed_andWaitedForBeforeTheNextIsClosed()
      throws Exception {
    var named = new CountDownLatch(1);
    try (var log = new CapturedLog()) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              // A loop that is kept for long is reported as well.
              Waits.until(
                  "it is reported",
                  () ->
                      log.messages().stream()
                          .anyMatch(line -> line.contains("its bound of 10 ms")));
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            named.countDown();
          });
      try (var resources = new Resources()) {
        resources.onClose("next", resource("next"));
        resources.onClose(
            "stuck",
            ofMillis(10),
            () -> {
              Waits.until(named);
              closed.add("stuck");
              // It is interrupted as well, before the report or just after it.
              long end = System.nanoTime() + ofSeconds(10).toNanos();
              boolean interrupted = Thread.interrupted();
              while (!interrupted && System.nanoTime() < end) {
                Thread.onSpinWait();
                interrupted = Thread.interrupted();
              }
              assertThat(interrupted).isTrue();
            });
      }
      assertThat(closed).containsExactly("stuck", "next");
    }
  }

  @Test
  void openerThatReturnsNull_isRefused() {
    try (var resources = new Resources()) {
      assertThatThrownBy(() -> resources.open("pool", () -> null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("the opener of \"pool\" returned null; return the resource, or throw");
    }
    assertThatThrownBy(() ->
            Resources.<AutoCloseable, Object, RuntimeException>use(() -> null, Object::toString))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("the opener returned null; return the resource, or throw");
  }

  @Test
  void boundWithoutTime_isRefused() {
    try (var resources = new Resources()) {
      assertThatThrownBy(() -> resources.onClose("a", ZERO, resource("a")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bound of 0 s leaves no time to close; give a positive one");
      assertThatThrownBy(() -> resources.open("a", ofMillis(-1), () -> resource("a")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(closed).isEmpty();
  }

  @Test
  void closedStack_refusesFurtherResources_andClosesOnlyOnce() {
    var resources = new Resources();
    resources.onClose("a", resource("a"));
    resources.close();
    resources.close();
    assertThat(closed).containsExactly("a");
    assertThatThrownBy(() -> resources.onClose("late", resource("late")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "\"late\" comes after its stack of resources was closed; open it before close()");
    assertThatThrownBy(() -> resources.open("late", () -> resource("late")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(closed).containsExactly("a");
  }

  @Test
  void resourceThatIsOpenedAsTheStackIsClosed_isClosed() {
    var resources = new Resources();
    assertThatThrownBy(() ->
            resources.open(
                "late",
                () -> {
                  resources.close();
                  return resource("late");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(closed).containsExactly("late");
  }

  @Test
  void detachedResources_outliveTheirStack() {
    Resources heir;
    try (var resources = new Resources()) {
      resources.onClose("a", resource("a"));
      resources.onClose("b", resource("b"));
      heir = resources.detach();
      resources.onClose("c", resource("c"));
    }
    assertThat(closed).containsExactly("c");
    heir.close();
    assertThat(closed).containsExactly("c", "b", "a");
  }

  @Test
  void resourcesAreOpenedSideBySide_andClosedOnce_whateverHappens() throws Exception {
    try (var resources = new Resources()) {
      var both = Tasks.gather(() -> resource("a"), () -> resource("b"));
      resources.onClose("a", both.first());
      resources.onClose("b", both.second());
    }
    assertThat(closed).containsExactly("b", "a");
    closed.clear();
    var a = new CountDownLatch(1);
    assertThatThrownBy(
            () -> {
              try (var resources = new Resources()) {
                var both =
                    Tasks.gather(
                        () -> {
                          a.countDown();
                          return resource("a");
                        },
                        () -> {
                          a.await();
                          return unavailable();
                        });
                resources.onClose("a", both.first());
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(closed).containsExactly("a");
  }

  @Test
  void cancelledTask_opensNothing() throws Exception {
    var opened = new AtomicBoolean();
    TaskGroup.supervise(group -> {
      var self = new AtomicReference<Task<Object>>();
      var known = new CountDownLatch(1);
      self.set(
          group.start(() -> {
            known.await();
            self.get().cancel("before");
            try (var resources = new Resources()) {
              return resources.open(
                  "a",
                  () -> {
                    opened.set(true);
                    return resource("a");
                  });
            }
          }));
      known.countDown();
      assertThat(self.get().join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(opened).isFalse();
  }

  @Test
  void use_closesWhatItOpened() throws Exception {
    int size =
        Resources.use(
            () -> resource("a"),
            _ -> {
              assertThat(closed).isEmpty();
              return 3;
            });
    assertThat(size).isEqualTo(3);
    assertThat(closed).containsExactly("a");
  }

  @Test
  void use_keepsEveryFailure() {
    assertThatThrownBy(() ->
            Resources.use(
                () -> broken("close"),
                _ -> {
                  throw new IOException("work");
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("work")
        .satisfies(work ->
            assertThat(work.getSuppressed())
                .singleElement()
                .isInstanceOf(CloseFailedException.class));
    var value = new Races.Value();
    assertThatThrownBy(() -> Resources.use(() -> broken("close"), _ -> value))
        .isInstanceOf(CloseFailedException.class);
    assertThat(value.closed()).isOne();
  }

  @Test
  void use_ofWhatWasOpenedButCancelled_closesIt_unused() throws Exception {
    var used = new AtomicBoolean();
    TaskGroup.supervise(group -> {
      var opening = new CountDownLatch(1);
      Task<Object> task =
          group.start(() ->
              Resources.use(
                  () -> {
                    try {
                      opening.countDown();
                      return Waits.forever();
                    } catch (InterruptedException e) {
                      // Opened nevertheless.
                      return resource("a");
                    }
                  },
                  _ -> {
                    used.set(true);
                    return 1;
                  }));
      opening.await();
      task.cancel("while it opens");
      assertThat(task.join()).isInstanceOf(Outcome.Cancelled.class);
      return null;
    });
    assertThat(used).isFalse();
    assertThat(closed).containsExactly("a");
  }

  @Test
  void exceptionTypes_areInferred() throws Exception {
    Op<Integer, RuntimeException> unchecked =
        () -> Resources.use(Races.Value::new, Races.Value::closed);
    Op<Integer, IOException> checked =
        () -> Resources.use(ResourcesTest::unavailable, Object::hashCode);
    Op<Integer, IOException> work = () -> Resources.use(Races.Value::new, ResourcesTest::read);
    assertThat(unchecked.call()).isZero();
    assertThatThrownBy(checked::call).hasMessage("unavailable");
    assertThatThrownBy(work::call).hasMessage("unreadable");
  }

  private static int read(Races.Value value) throws IOException {
    throw new IOException("unreadable");
  }

  @Test
  @Tag("slow")
  void cancellationAtAnyMoment_closesWhatWasOpenedOnce() throws Exception {
    var used = new AtomicInteger();
    int cut = 0;
    for (int i = 0; i < Scale.of(5_000); i++) {
      List<Races.Value> opened = Collections.synchronizedList(new ArrayList<>());
      Op<Races.Value, RuntimeException> opener =
          () -> {
            Races.linger(200);
            var value = new Races.Value();
            opened.add(value);
            return value;
          };
      TaskGroup.supervise(group -> {
        Task<Integer> task =
            group.start(() -> {
              try (var resources = new Resources()) {
                resources.open("a", opener);
                var both = Tasks.gather(opener, opener);
                resources.onClose("b", both.first());
                resources.onClose("c", both.second());
                return Resources.use(opener, _ -> used.incrementAndGet());
              }
            });
        Races.linger(3_000);
        task.cancel("race");
        Deadline.<Object, RuntimeException>within(ofHours(1), task::join);
        return null;
      });
      assertThat(opened).allSatisfy(value -> assertThat(value.closed()).isOne());
      cut += opened.size() < 4 ? 1 : 0;
    }
    Scale.assertSeen("uses", used);
    Scale.assertSeen("cut", cut);
  }
}
