package dev.weft.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What the JDK has but does not offer: a virtual thread with a scheduler of one's own. The only
/// class that reaches into it.
public final class VirtualThreads {
  private VirtualThreads() {}

  /// Looked up when they are needed first, so that the rest of Weft works without the flag.
  private static final class Handles {
    static final MethodHandle BUILDER;
    static final MethodHandle CARRIER;

    static {
      try {
        var constructor =
            Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                .getDeclaredConstructor(Executor.class);
        constructor.setAccessible(true);
        var carrier = Thread.class.getDeclaredMethod("currentCarrierThread");
        carrier.setAccessible(true);
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        BUILDER =
            lookup
                .unreflectConstructor(constructor)
                .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
        CARRIER = lookup.unreflect(carrier);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(
            "this JVM, "
                + Runtime.version()
                + ", has no virtual threads with a scheduler of"
                + " one's own in the form that Weft knows; run it on JDK 25",
            e);
      }
    }
  }

  /// Whether the JVM was started with the flag. Without it there is no loop.
  ///
  /// @return true if it was
  public static boolean areOpen() {
    return Thread.class.getModule().isOpen("java.lang", VirtualThreads.class.getModule());
  }

  /// Refuses to go on without the flag.
  ///
  /// @param who needs it, for the message
  public static void requireOpen(String who) {
    if (!areOpen()) {
      Module weft = VirtualThreads.class.getModule();
      throw new IllegalStateException(
          who
              + " needs the package java.lang open to it; start the JVM with --add-opens"
              + " java.base/java.lang="
              + (weft.isNamed() ? weft.getName() : "ALL-UNNAMED"));
    }
  }

  /// A builder of virtual threads that `scheduler` runs.
  ///
  /// @param scheduler runs them
  /// @return the builder
  public static Thread.Builder.OfVirtual on(Executor scheduler) {
    try {
      return (Thread.Builder.OfVirtual) Handles.BUILDER.invokeExact(scheduler);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// The platform thread that runs the caller, which may be a virtual thread.
  ///
  /// @return the thread
  public static Thread carrier() {
    try {
      return (Thread) Handles.CARRIER.invokeExact();
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// The virtual thread that `continuation`, which the JDK handed to a scheduler, is to run; null
  /// if this JVM does not let it be found. Slow, for reports only.
  ///
  /// @param continuation what a scheduler was given
  /// @return the thread
  public static @Nullable Thread threadOf(Runnable continuation) {
    for (Field field : continuation.getClass().getDeclaredFields()) {
      try {
        if (Thread.class.isAssignableFrom(field.getType())) {
          field.setAccessible(true);
          return (Thread) field.get(continuation);
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        // Then the report goes without.
      }
    }
    return null;
  }

  private static Error unexpected(Throwable thrown) {
    return thrown instanceof Error error ? error : new LinkageError(thrown.toString(), thrown);
  }
}
