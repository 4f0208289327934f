package dev.weft.sim;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which thread owns which monitor, as in the JDK's own thread dumps.
final class Monitors {
  private static final MethodHandle OF;
  private static final MethodHandle STATE;
  private static final MethodHandle BLOCKED_ON;
  private static final MethodHandle WAITING_ON;
  private static final MethodHandle STACK;
  private static final MethodHandle OWNED_AT;

  static {
    try {
      Class<?> type = Class.forName("jdk.internal.vm.ThreadSnapshot");
      var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      OF = lookup.findStatic(type, "of", MethodType.methodType(type, Thread.class));
      STATE = lookup.findVirtual(type, "threadState", MethodType.methodType(Thread.State.class));
      BLOCKED_ON = lookup.findVirtual(type, "blockedOn", MethodType.methodType(Object.class));
      WAITING_ON = lookup.findVirtual(type, "waitingOn", MethodType.methodType(Object.class));
      STACK =
          lookup.findVirtual(type, "stackTrace", MethodType.methodType(StackTraceElement[].class));
      OWNED_AT =
          lookup.findVirtual(
              type, "ownedMonitorsAt", MethodType.methodType(Stream.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final IdentityHashMap<Object, Thread> owners = new IdentityHashMap<>();
  private final IdentityHashMap<Thread, Object> blocked = new IdentityHashMap<>();
  private final IdentityHashMap<Thread, Object> waiting = new IdentityHashMap<>();

  /// Those of threads that do not run.
  Monitors(List<SimThread> threads) {
    try {
      for (SimThread thread : threads) {
        look(thread.thread);
      }
    } catch (Throwable t) {
      throw new LinkageError("the monitors of a thread cannot be told", t);
    }
  }

  private void look(Thread thread) throws Throwable {
    Object snapshot = OF.invoke(thread);
    if (snapshot == null) {
      return;
    }
    switch ((Thread.State) STATE.invoke(snapshot)) {
      case BLOCKED -> put(blocked, thread, BLOCKED_ON.invoke(snapshot));
      case WAITING, TIMED_WAITING -> put(waiting, thread, WAITING_ON.invoke(snapshot));
      default -> {}
    }
    int frames = ((StackTraceElement[]) STACK.invoke(snapshot)).length;
    for (int depth = 0; depth < frames; depth++) {
      ((Stream<?>) OWNED_AT.invoke(snapshot, depth)).forEach(owned -> owners.put(owned, thread));
    }
  }

  private static void put(
      IdentityHashMap<Thread, Object> map, Thread thread, @Nullable Object monitor) {
    if (monitor != null) {
      map.put(thread, monitor);
    }
  }

  /// What `thread` wants to enter.
  @Nullable Object blocking(Thread thread) {
    return blocked.get(thread);
  }

  /// What `thread` waits to be notified on.
  @Nullable Object notifying(Thread thread) {
    return waiting.get(thread);
  }

  @Nullable Thread ownerOf(Object monitor) {
    return owners.get(monitor);
  }
}
