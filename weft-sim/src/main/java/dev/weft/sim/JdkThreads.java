package dev.weft.sim;

import dev.weft.agent.Gates;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

// A virtual thread that blocks on a monitor, or waits in Object.wait(), is woken by a thread of the
// JVM's own: whoever leaves the monitor puts it into a list (`onWaitingList`), that thread takes it
// out and hands it to its scheduler. When this happens is a matter of real time, so the simulator
// waits for it before it goes on; the order in which the JVM wakes is that of the monitor.
/// What the simulator has to know of the JDK's virtual threads.
final class JdkThreads {
  private static final MethodHandle STATE;
  private static final MethodHandle ON_WAITING_LIST;
  private static final int BLOCKED;
  private static final int WAIT;
  private static final int TIMED_WAIT;

  private static @Nullable MethodHandle threadOf;

  static {
    try {
      Class<?> type = Class.forName("java.lang.VirtualThread");
      var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      STATE =
          lookup
              .findVirtual(type, "state", MethodType.methodType(int.class))
              .asType(MethodType.methodType(int.class, Thread.class));
      ON_WAITING_LIST =
          lookup
              .findGetter(type, "onWaitingList", boolean.class)
              .asType(MethodType.methodType(boolean.class, Thread.class));
      BLOCKED = (int) lookup.findStaticGetter(type, "BLOCKED", int.class).invoke();
      WAIT = (int) lookup.findStaticGetter(type, "WAIT", int.class).invoke();
      TIMED_WAIT = (int) lookup.findStaticGetter(type, "TIMED_WAIT", int.class).invoke();
    } catch (Throwable t) {
      throw new ExceptionInInitializerError(t);
    }
  }

  private JdkThreads() {}

  /// The virtual thread that `continuation` runs.
  static synchronized Thread threadOf(Runnable continuation) {
    try {
      MethodHandle getter = threadOf;
      if (getter == null) {
        getter = getter(continuation.getClass());
        threadOf = getter;
      }
      return (Thread) getter.invokeExact(continuation);
    } catch (Throwable t) {
      throw new LinkageError("a virtual thread cannot be told from " + continuation, t);
    }
  }

  private static MethodHandle getter(Class<?> type) throws IllegalAccessException {
    for (Field field : type.getDeclaredFields()) {
      if (Thread.class.isAssignableFrom(field.getType())) {
        field.setAccessible(true);
        return MethodHandles.lookup()
            .unreflectGetter(field)
            .asType(MethodType.methodType(Thread.class, Runnable.class));
      }
    }
    throw new IllegalAccessException(type + " has no field for its thread");
  }

  /// Whether a monitor has to wake it.
  static boolean isAtMonitor(Thread thread) {
    try {
      int state = (int) STATE.invokeExact(thread);
      return state == BLOCKED || state == WAIT || state == TIMED_WAIT;
    } catch (Throwable t) {
      throw new LinkageError("the state of a virtual thread cannot be told", t);
    }
  }

  /// Whether the JVM is about to hand it to its scheduler.
  static boolean isComing(Thread thread) {
    try {
      return (boolean) ON_WAITING_LIST.invokeExact(thread) || Gates.isUnblocking();
    } catch (Throwable t) {
      throw new LinkageError("the state of a virtual thread cannot be told", t);
    }
  }
}
