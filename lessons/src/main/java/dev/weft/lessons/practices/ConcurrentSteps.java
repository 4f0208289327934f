package dev.weft.lessons.practices;

import dev.weft.Task;
import dev.weft.TaskFailedException;
import dev.weft.TaskGroup;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Two steps that do not need each other: start both, wait for both, and lose neither.
final class ConcurrentSteps implements Lesson {
  private final Stage stage;

  ConcurrentSteps(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.sequential("sequential", "the second waits for the first", this::oneAfterTheOther);
    stage.faster("both", "start both, wait for both", this::both);
    stage.wrong("orphan", "the first fails, and the second is on its own", this::orphan);
    stage.right("group", "in a group nothing is on its own", this::group);
  }

  private void oneAfterTheOther() throws InterruptedException {
    // @start region=sequential
    String room = bookRoom();
    String payment = charge();
    // @end
    stage.say(room + ", " + payment);
  }

  private void both() throws InterruptedException {
    // @start region=both
    String booking =
        TaskGroup.run(group -> {
          Task<String> room = group.start("room", this::bookRoom);
          Task<String> payment = group.start("payment", this::charge);
          return room.await() + ", " + payment.await();
        });
    // @end
    stage.say(booking);
  }

  private void orphan() throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // @start region=orphan
      Future<String> room = threads.submit(this::bookRoomInAFullHouse);
      Future<String> payment = threads.submit(this::charge);
      try {
        stage.say(room.get() + ", " + payment.get());
      } catch (ExecutionException e) {
        stage.say("not booked: " + e.getMessage());
      }
      // @end
    }
  }

  void group() throws InterruptedException {
    // @start region=group
    try {
      String booking =
          TaskGroup.run(group -> {
            Task<String> room = group.start("room", this::bookRoomInAFullHouse);
            Task<String> payment = group.start("payment", this::charge);
            return room.await() + ", " + payment.await();
          });
      stage.say(booking);
    } catch (TaskFailedException e) {
      stage.say("not booked: " + e.getMessage());
    }
    // @end
  }

  private String bookRoom() throws InterruptedException {
    return stage.call(
        "room",
        () -> {
          Thread.sleep(1_000);
          return "room 12";
        });
  }

  private String bookRoomInAFullHouse() throws IOException, InterruptedException {
    return stage.call(
        "room",
        () -> {
          Thread.sleep(300);
          throw new IOException("no room is free");
        });
  }

  private String charge() throws InterruptedException {
    return stage.call(
        "payment",
        () -> {
          Thread.sleep(1_000);
          stage.say("the customer has paid");
          return "100.00 paid";
        });
  }
}
