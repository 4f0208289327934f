package dev.weft;

import java.util.Set;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import org.jspecify.annotations.Nullable;

/// Waits of the JDK in words.
final class JdkWait {
  private static final Set<String> PLUMBING =
      Set.of(
          "java.lang.Thread",
          "java.lang.VirtualThread",
          "java.lang.Object",
          "java.util.concurrent.locks.LockSupport",
          "jdk.internal.misc.Unsafe",
          "jdk.internal.vm.Continuation");

  private JdkWait() {}

  /// What a thread is parked on, by the object that it gave to `LockSupport.park`: the class, of
  /// the JDK's own synchronizers with the state. Nothing of anyone else's is called for it.
  static String describe(Object blocker) {
    Class<?> type = blocker.getClass();
    Class<?> named = type;
    while (named.getEnclosingClass() != null) {
      named = named.getEnclosingClass();
    }
    String inner = type.getSimpleName();
    if (inner.equals("ConditionObject")) {
      return "a condition";
    }
    String name = named.getSimpleName();
    if (blocker instanceof AbstractQueuedSynchronizer && type.getClassLoader() == null) {
      String text = blocker.toString();
      int from = text.indexOf("[State = ");
      int to = text.indexOf(',', from);
      if (from >= 0 && to > from) {
        return name + " (state " + text.substring(from + 9, to) + ")";
      }
    }
    return name;
  }

  /// What a thread does that is blocked or waits without saying on what, by its stack: the
  /// innermost frame that is not the JDK's way of waiting.
  static @Nullable String describe(Thread.State state, StackTraceElement[] stack) {
    String what = state == Thread.State.BLOCKED ? "a monitor" : null;
    for (StackTraceElement frame : stack) {
      if (!PLUMBING.contains(frame.getClassName())) {
        return (what == null ? "what it waits on" : what) + " at " + frame;
      }
      if (what == null) {
        what =
            switch (frame.getMethodName()) {
              case "sleep", "sleepNanos" -> "the end of a sleep";
              case "wait", "wait0" -> "a notification";
              default -> null;
            };
      }
    }
    return what;
  }
}
