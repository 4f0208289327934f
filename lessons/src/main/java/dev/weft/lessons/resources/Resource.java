package dev.weft.lessons.resources;

import dev.weft.CloseFailedException;
import dev.weft.Resources;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Acquire, use, release: and who is cancelled while he releases.
final class Resource implements Lesson {
  private final Stage stage;

  Resource(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.wrong("interrupted", "a second cancel breaks the release off", this::cancelTwice);
    stage.right("use", "the release is shielded", this::cancelTwiceAWeftTask);
    stage.right("several", "in reverse order, each within its bound", this::several);
  }

  /// Takes 0.3 s to open, as long as it likes to use, and 0.6 s to close, which waits as much of
  /// what cleans up does.
  @SuppressWarnings("try")
  final class Lease implements AutoCloseable {
    private final String name;
    private volatile boolean isOpen;

    Lease(String name) throws InterruptedException {
      this.name = name;
      stage.run("open " + name, () -> Thread.sleep(300));
      isOpen = true;
    }

    void use() throws InterruptedException {
      stage.run("use " + name, () -> Thread.sleep(5_000));
    }

    boolean isOpen() {
      return isOpen;
    }

    @Override
    public void close() throws InterruptedException {
      stage.run("close " + name, () -> Thread.sleep(600)); // flush, say good-bye
      isOpen = false;
    }
  }

  private void cancelTwice() throws InterruptedException {
    var leases = new Lease[1];
    // @start region=interrupted
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    Future<?> work =
        executor.submit(() -> {
          Lease lease = open(leases, "file");
          try {
            lease.use();
          } finally {
            lease.close();
          }
          return true;
        });
    Thread.sleep(600);
    work.cancel(true); // the client has gone
    Thread.sleep(300);
    executor.shutdownNow(); // and the service ends
    // @end
    stage.say("cancelled for the second time");
    executor.awaitTermination(2, TimeUnit.SECONDS);
    stage.say("the file is still open: " + leases[0].isOpen());
  }

  private void cancelTwiceAWeftTask() throws InterruptedException {
    var leases = new Lease[1];
    // @start region=use
    TaskGroup.run(
        "service",
        group -> {
          Task<?> work =
              group.start(
                  "work",
                  () ->
                      Resources.use(
                          () -> open(leases, "file"),
                          lease -> {
                            lease.use();
                            return true;
                          }));
          Thread.sleep(600);
          work.cancel("the client has gone");
          Thread.sleep(300);
          work.cancel("the service ends");
          stage.say("cancelled for the second time");
          return work.join();
        });
    // @end
    stage.say("the file is still open: " + leases[0].isOpen());
  }

  /// Lets the lesson look at it afterwards.
  private Lease open(Lease[] leases, String name) throws InterruptedException {
    leases[0] = new Lease(name);
    return leases[0];
  }

  private void several() throws InterruptedException {
    // @start region=several
    try (var resources = new Resources()) {
      resources.open("log", () -> new Lease("log"));
      resources.onClose("index", Duration.ofMillis(500), this::saveIndex);
      resources.open("database", () -> new Lease("database"));
    } catch (CloseFailedException e) {
      stage.say(String.valueOf(e.getMessage()));
    }
    // @end
  }

  private void saveIndex() throws InterruptedException {
    stage.run("save index", () -> Thread.sleep(60_000)); // it hangs
  }
}
