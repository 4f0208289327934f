package dev.weft.http;

import dev.weft.Deadline;
import dev.weft.TaskGroup;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

// 1. Everything that changes is guarded by this. The first reason stays.
// 2. The group is cancelled with the reason as soon as there is a reason, a group and no write
//    in progress: an interrupt in the middle of a write would make the JDK close the socket,
//    also when the last byte has just left. A write that never ends is ended by closing the
//    socket.
// 3. A reason that comes after the group has ended does nothing (see TaskGroup).
// 4. Whoever wants to know of the drain is told once, whichever of the two comes first.
//
// Defended by KeepAliveTest, DrainTest, RequestTreeTest, RequestBudgetTest, EventStreamTest.
/// One request that is being answered, and the root of what it does.
final class Request {
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final String name;
  private final Connection connection;
  private final long startedNanos = System.nanoTime();

  private @Nullable TaskGroup group;
  private @Nullable Deadline budget;
  private Runnable whenDraining = () -> {};
  private boolean drains;
  private @Nullable String reason;
  private boolean answered;
  private int writes;

  Request(String name, Connection connection) {
    this.name = name;
    this.connection = connection;
  }

  /// Has the client watched until the request has ended.
  void watchClient() {
    connection.watch(this);
  }

  /// Says which group the request runs in; called first thing on its thread.
  synchronized void runsIn(TaskGroup root) {
    group = root;
    deliver();
  }

  /// Says what budget the request is under.
  synchronized void isUnder(Deadline deadline) {
    budget = deadline;
  }

  /// Lets the request take as long as it takes, unless its budget is over already.
  synchronized void liftBudget() {
    if (budget != null) {
      try {
        budget.reschedule(FOR_EVER);
      } catch (IllegalStateException e) {
        // It is over, as the next wait will say.
      }
    }
  }

  /// Whether the request has a budget and that is over.
  synchronized boolean isOverBudget() {
    return budget != null && budget.expired();
  }

  /// Says what to do when the server begins to drain, or at once if it has begun.
  void whenDraining(Runnable told) {
    boolean now;
    synchronized (this) {
      whenDraining = told;
      now = drains;
    }
    if (now) {
      told.run();
    }
  }

  /// Says that the server begins to drain, or has begun.
  void serverDrains() {
    Runnable told;
    synchronized (this) {
      drains = true;
      told = whenDraining;
    }
    told.run();
  }

  /// Cancels everything that the request does.
  synchronized void cancel(String why) {
    if (reason == null) {
      reason = why;
      deliver();
    }
  }

  synchronized void writeStarts() {
    writes++;
  }

  synchronized void writeEnds() {
    writes--;
    deliver();
  }

  private void deliver() {
    if (reason != null && group != null && writes == 0) {
      group.cancel(reason);
    }
  }

  /// Why the request was cancelled, if it was.
  synchronized Optional<String> cancelled() {
    return Optional.ofNullable(reason);
  }

  synchronized void answerIsSent() {
    answered = true;
  }

  /// Whether the request was cancelled before its answer was complete.
  synchronized boolean cutShort() {
    return reason != null && !answered;
  }

  String name() {
    return name;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }
}
