package dev.weft.lessons;

import dev.weft.lessons.stage.Style;
import java.io.PrintStream;

/// That a check has an end: a solution that ends the JVM has not solved anything.
final class Verdict {
  private volatile boolean given;

  private Verdict() {}

  /// From now on the JVM must not end without one.
  static Verdict expected(PrintStream out, Style style) {
    var verdict = new Verdict();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().unstarted(() -> verdict.end(out, style)));
    return verdict;
  }

  void isGiven() {
    given = true;
  }

  private void end(PrintStream out, Style style) {
    if (!given) {
      out.println(
          style.bad("Not yet: ") + "the JVM was ended, by you or by the program, before the check");
      out.flush();
      Runtime.getRuntime().halt(1);
    }
  }
}
