package dev.weft.sim;

import dev.weft.Blocker;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who waits on what, and who holds that.
final class Waits {
  private static final int FRAMES = 12;
  private static final MethodHandle OWNER;

  static {
    try {
      OWNER =
          MethodHandles.privateLookupIn(AbstractOwnableSynchronizer.class, MethodHandles.lookup())
              .findVirtual(
                  AbstractOwnableSynchronizer.class,
                  "getExclusiveOwnerThread",
                  MethodType.methodType(Thread.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Waits() {}

  /// What a thread does after its step.
  static String state(SimThread thread, Names names) {
    return switch (thread.thread.getState()) {
      case TERMINATED -> "ends";
      case RUNNABLE, NEW -> "yields";
      case BLOCKED -> "waits for a monitor";
      case WAITING, TIMED_WAITING -> {
        Object blocker = LockSupport.getBlocker(thread.thread);
        yield thread.thread.getState() == Thread.State.WAITING || blocker != null
            ? "waits" + (blocker == null ? "" : " on " + names.of(blocker))
            : "sleeps";
      }
    };
  }

  /// The threads, what each waits on, who holds it, and where it stands.
  static String describe(List<SimThread> threads, Permits permits) {
    var names = new Names();
    var monitors = new Monitors(threads);
    var text = new StringBuilder();
    for (SimThread thread : threads) {
      Object blocking = monitors.blocking(thread.thread);
      Object notifying = monitors.notifying(thread.thread);
      Collection<Thread> holders;
      text.append("  ").append(thread.label()).append(' ');
      if (blocking != null) {
        text.append("waits for the monitor ").append(names.of(blocking));
        Thread owner = monitors.ownerOf(blocking);
        holders = owner == null ? List.of() : List.of(owner);
      } else if (notifying != null || isInObjectWait(thread.thread)) {
        // The JVM does not always know on what.
        text.append("waits to be notified");
        text.append(notifying == null ? "" : " on " + names.of(notifying));
        holders = List.of();
      } else {
        text.append(state(thread, names));
        holders = holders(LockSupport.getBlocker(thread.thread), permits);
      }
      String labels = labels(holders, threads);
      if (!labels.isEmpty()) {
        text.append(", held by ").append(labels);
      }
      text.append('\n');
      int frames = 0;
      for (StackTraceElement frame : thread.thread.getStackTrace()) {
        if (frames < FRAMES && !isMachinery(frame)) {
          frames++;
          text.append("      at ").append(frame).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static boolean isInObjectWait(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    return stack.length > 0
        && stack[0].getClassName().equals("java.lang.Object")
        && stack[0].getMethodName().startsWith("wait");
  }

  private static boolean isMachinery(StackTraceElement frame) {
    return frame.getClassName().startsWith("java.lang.VirtualThread")
        || frame.getClassName().startsWith("jdk.internal.");
  }

  private static Collection<Thread> holders(@Nullable Object blocker, Permits permits) {
    return switch (blocker) {
      case Blocker ours -> ours.holders();
      case AbstractOwnableSynchronizer lock -> {
        Thread owner = owner(lock);
        yield owner == null ? permits.takersOf(lock) : List.of(owner);
      }
      case null, default -> List.of();
    };
  }

  private static String labels(Collection<Thread> holders, List<SimThread> threads) {
    Stream<String> live =
        threads.stream().filter(thread -> holders.contains(thread.thread)).map(SimThread::label);
    Stream<String> ended =
        holders.stream()
            .filter(thread -> !thread.isAlive())
            .map(thread -> '"' + thread.getName() + "\" (ended)");
    return Stream.concat(live, ended).distinct().collect(Collectors.joining(", "));
  }

  private static @Nullable Thread owner(AbstractOwnableSynchronizer lock) {
    try {
      return (Thread) OWNER.invokeExact(lock);
    } catch (Throwable t) {
      throw new LinkageError("the owner of a lock cannot be told", t);
    }
  }
}
