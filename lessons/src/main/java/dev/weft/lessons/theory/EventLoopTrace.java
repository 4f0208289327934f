package dev.weft.lessons.theory;

import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.TaskNode;
import dev.weft.TaskState;
import dev.weft.TaskTree;
import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Action;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import dev.weft.loop.EventLoop;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// One thread, many tasks: who runs when, what the loop looks like meanwhile, and what that is
/// worth.
final class EventLoopTrace implements Lesson {
  private final Stage stage;

  EventLoopTrace(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.right("trace", "three tasks on one thread", () -> onALoop(this::trace));
    stage.right("picture", "who runs, who is ready, who waits", () -> onALoop(this::picture));
    stage.right("turns", "who is ready runs in turn", () -> onALoop(this::turns));
    stage.wrong("lost-update", "read, wait, write", () -> onALoop(this::lostUpdate));
    stage.right("no-wait", "nothing runs between two waits", () -> onALoop(this::noWait));
  }

  /// This lesson is about a loop, so it makes one where it is not on one already. The simulator
  /// runs one thread at a time as well.
  private void onALoop(Action<RuntimeException> program) throws InterruptedException {
    if (stage.mode() == Mode.PARALLEL) {
      EventLoop.run(() -> done(program));
    } else {
      program.run();
    }
  }

  private static boolean done(Action<RuntimeException> program) throws InterruptedException {
    program.run();
    return true;
  }

  private void trace() throws InterruptedException {
    // @start region=trace
    List<String> results =
        TaskGroup.run(group -> {
          Task<String> task1 = group.start("Task-1", () -> task("Task-1", 2_000));
          Task<String> task2 = group.start("Task-2", () -> task("Task-2", 1_000));
          Task<String> task3 = group.start("Task-3", () -> task("Task-3", 1_500));
          return List.of(task1.await(), task2.await(), task3.await());
        });
    // @end
    stage.say("results: " + results);
  }

  // @start region=task
  private String task(String name, long millis) throws InterruptedException {
    return stage.call(
        name,
        () -> {
          stage.say(name + ": has begun");
          Thread.sleep(millis); // the next task runs here
          stage.say(name + ": has ended");
          return "result of " + name;
        });
  }

  // @end

  private void picture() throws InterruptedException {
    // @start region=picture
    TaskGroup.run(group -> {
      group.start("Task-1", () -> watched("Task-1", 2_000));
      group.start("Task-2", () -> watched("Task-2", 1_000));
      return group.start("Task-3", () -> watched("Task-3", 1_500));
    });
    // @end
  }

  // @start region=loop
  private boolean watched(String name, long millis) throws InterruptedException {
    return stage.call(
        name,
        () -> {
          showLoop();
          Thread.sleep(millis);
          showLoop();
          return true;
        });
  }

  private void showLoop() {
    TaskTree tree = TaskTree.snapshot();
    stage.say(
        "running %s   ready %-15s   waiting %s"
            .formatted(
                tasks(tree, this::isMine),
                tasks(tree, task -> !isMine(task) && task.state() != TaskState.WAITING),
                tasks(tree, task -> task.state() == TaskState.WAITING)));
  }

  // @end

  private boolean isMine(TaskNode task) {
    return task.thread() == Thread.currentThread();
  }

  private static String tasks(TaskTree tree, Predicate<TaskNode> which) {
    long mine =
        tree.find(Thread.currentThread())
            .map(TaskNode::parent)
            .orElseThrow(() -> new IllegalStateException("not called by a task"));
    return tree.nodes().stream()
        .filter(node -> node.parent() == mine && node.kind() == TaskNode.Kind.TASK)
        .filter(which)
        .map(TaskNode::name)
        .collect(Collectors.joining(" ", "[", "]"));
  }

  private void turns() throws InterruptedException {
    // @start region=turns
    TaskGroup.run(group -> {
      group.start("A", () -> threeSteps("A"));
      group.start("B", () -> threeSteps("B"));
      return group.start("C", () -> threeSteps("C"));
    });
    // @end
  }

  // @start region=steps
  @SuppressWarnings("ThreadPriorityCheck") // on a loop the order is certain
  private boolean threeSteps(String name) {
    for (int step = 1; step <= 3; step++) {
      stage.say(name + step);
      Thread.yield(); // asyncio.sleep(0): to the end of the queue
    }
    return true;
  }

  // @end

  /// An account; the field is an ordinary one.
  private static final class Account {
    private int balance = 100;
  }

  private void lostUpdate() throws InterruptedException {
    var account = new Account();
    // @start region=lost-update
    Tasks.gather(
        List.of("first", "second"),
        name ->
            stage.call(
                name,
                () -> {
                  int read = account.balance;
                  Thread.sleep(300); // everybody else runs here
                  account.balance = read + 10;
                  return read;
                }));
    // @end
    stage.say("two deposits of 10 made of 100: " + account.balance);
  }

  private void noWait() throws InterruptedException {
    var account = new Account();
    // @start region=no-wait
    Tasks.gather(
        List.of("first", "second"),
        name ->
            stage.call(
                name,
                () -> {
                  Thread.sleep(300);
                  int read = account.balance;
                  account.balance = read + 10; // no lock: it is one thread
                  return read;
                }));
    // @end
    stage.say("two deposits of 10 made of 100: " + account.balance);
  }
}
