package dev.weft.internal;

import java.lang.System.Logger.Level;

/// The JDK's pollers wake virtual threads when a socket is ready. Some are virtual threads
/// themselves and are started by whoever needs one first: were that a thread of a loop or of a
/// simulation, they would run there, wait behind its tasks, and serve the whole JVM for ever.
public final class Pollers {
  static {
    try {
      Class.forName("sun.nio.ch.Poller", true, null);
    } catch (ClassNotFoundException | LinkageError e) {
      System.getLogger("dev.weft")
          .log(Level.DEBUG, "the pollers of this JVM are not started ahead of time", e);
    }
  }

  private Pollers() {}

  /// Has them started; called by a platform thread, so that they come to run on the JVM's own
  /// scheduler.
  public static void ensureStarted() {
    // The initialisation of this class has done it.
  }
}
