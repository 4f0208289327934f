package dev.weft.jdbc;

import dev.weft.TaskNode;
import dev.weft.TaskTree;

/// What a thread is called in messages.
final class Title {
  private Title() {}

  /// The task that it runs, or itself.
  static String of(Thread thread, TaskTree tree) {
    return tree.find(thread)
        .map(TaskNode::title)
        .orElseGet(() ->
            "thread \""
                + (thread.getName().isEmpty() ? "#" + thread.threadId() : thread.getName())
                + "\"");
  }
}
