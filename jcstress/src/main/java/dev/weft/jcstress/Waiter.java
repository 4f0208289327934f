package dev.weft.jcstress;

import dev.weft.Op;
import dev.weft.TaskGroup;
import java.util.function.Consumer;

/// An actor that waits inside a group, which the other actor cancels.
final class Waiter {
  private Waiter() {}

  /// Runs `wait` in a group that is published first; says how it ended.
  static String run(String done, Consumer<TaskGroup> publish, Op<?, RuntimeException> wait) {
    try {
      return TaskGroup.run(group -> {
        publish.accept(group);
        wait.call();
        return done;
      });
    } catch (InterruptedException e) {
      return "cancelled";
    }
  }

  /// Whether a cancellation has left an interrupt on the calling thread; takes it away.
  static String interruptLeft() {
    return Thread.interrupted() ? "interrupted" : "clean";
  }
}
