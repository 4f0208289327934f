package dev.weft.loop;

import dev.weft.TaskGroup;

/// Says what comes of a loop, and that the rest works.
final class FlagProgram {
  private FlagProgram() {}

  public static void main(String[] args) throws InterruptedException {
    System.out.println(TaskGroup.<String, RuntimeException>run(group -> "a group"));
    System.out.println(EventLoop.current());
    try {
      System.out.println(EventLoop.<String, RuntimeException>run(() -> "a loop"));
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
  }
}
