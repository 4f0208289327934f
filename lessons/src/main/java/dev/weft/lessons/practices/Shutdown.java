package dev.weft.lessons.practices;

import dev.weft.Application;
import dev.weft.CancelledException;
import dev.weft.Shield;
import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// The end of a program: everything is broken off and nobody waits, or one step after the other.
final class Shutdown implements Lesson {
  private final Stage stage;

  Shutdown(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.wrong("cancel-all", "cancel everything, yourself included", this::cancelAll);
    stage.right("application", "drain, cancel, close in reverse order", this::application);
  }

  private void cancelAll() throws InterruptedException {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var database = new Database();
      Future<?> order = pool.submit(() -> carelessOrder(database));
      Thread.sleep(400);
      Future<?> stop = pool.submit(() -> stop(pool, database)); // a task like the others
      try {
        stop.get();
      } catch (ExecutionException e) {
        stage.say("the shutdown has failed: " + e.getCause());
      }
      stage.say("the program is over; the order %s".formatted(order.isDone() ? "too" : "is not"));
    }
  }

  // @start region=cancel-all
  private boolean stop(ExecutorService pool, Database database) throws InterruptedException {
    stage.say("stopping");
    try {
      pool.shutdownNow(); // interrupts all tasks, and this is one of them
      return pool.awaitTermination(10, TimeUnit.SECONDS); // so this waits for nothing
    } finally {
      database.close();
    }
  }

  // @end

  private boolean carelessOrder(Database database) throws InterruptedException {
    return stage.call(
        "order",
        () -> {
          try {
            Thread.sleep(800);
            return true;
          } catch (InterruptedException e) {
            stage.say("order: cut off half-way, rolls back");
            Thread.sleep(300);
            database.rollBack("order");
            throw e;
          }
        });
  }

  private void application() throws InterruptedException {
    Application.run(this::serve);
    stage.say("all is over");
  }

  // @start region=application
  private void serve(Application app) throws InterruptedException {
    app.drainWithin(Duration.ofMillis(800));
    var database = app.open("database", Database::new);
    var http = app.open("http", Http::new);
    app.onDrain("http", http::drain);
    app.startBackground("monitor", this::monitor);
    app.start("order", () -> order(800));
    app.start("report", () -> report(database));
    app.start("operator", () -> stopLater(app)); // or SIGTERM
    app.serve();
  }

  // @end

  private boolean stopLater(Application app) throws InterruptedException {
    Thread.sleep(400);
    stage.say("stopping");
    app.stop("a new version");
    return true;
  }

  private boolean order(int millis) throws InterruptedException {
    stage.run("order", () -> Thread.sleep(millis));
    stage.say("order: done, in peace");
    return true;
  }

  private boolean report(Database database) throws InterruptedException {
    return stage.call(
        "report",
        () -> {
          try {
            Thread.sleep(10_000);
            return true;
          } catch (InterruptedException e) {
            stage.say("report: cut off, " + reason() + "; rolls back");
            Shield.run(
                Duration.ofSeconds(1),
                () -> {
                  Thread.sleep(300);
                  database.rollBack("report");
                  return true;
                });
            throw e;
          }
        });
  }

  private boolean monitor() throws InterruptedException {
    stage.run("monitor", () -> Thread.sleep(10_000));
    return true;
  }

  private static String reason() {
    try {
      Tasks.checkCancelled();
      return "by nobody";
    } catch (CancelledException e) {
      return e.cancellation().reason();
    }
  }

  private final class Database implements AutoCloseable {
    private volatile boolean isClosed;

    void rollBack(String what) {
      if (isClosed) {
        stage.say(what + ": cannot roll back, the database is closed");
        throw new IllegalStateException("the database is closed");
      }
      stage.say(what + ": rolled back");
    }

    @Override
    public void close() {
      isClosed = true;
      stage.say("database: closed");
    }
  }

  private final class Http implements AutoCloseable {

    void drain(Duration bound) {
      stage.say("http: lets nobody in, %d ms for who is inside".formatted(bound.toMillis()));
    }

    @Override
    public void close() {
      stage.say("http: closed");
    }
  }
}
