package dev.weft.lessons;

/// Whether this JVM is ending, for example of Ctrl-C: what fails from then on tells of nothing
/// else.
final class Ending {
  private static volatile boolean begun;

  private Ending() {}

  /// Has it noticed from now on.
  static void watch() {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> begun = true));
  }

  static boolean hasBegun() {
    return begun;
  }
}
