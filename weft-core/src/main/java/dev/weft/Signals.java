package dev.weft;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/// Signals of the operating system.
///
/// The JDK has them only in `sun.misc` (module `jdk.unsupported`), which is reached reflectively so
/// that nothing else depends on it.
final class Signals {
  private Signals() {}

  @FunctionalInterface
  interface Handler {
    void handle(String name, int number);
  }

  /// Calls `handler` with the name of the signal, on a thread of the JVM's, whenever it arrives.
  ///
  /// @return what undoes it
  static Runnable handle(String name, Handler handler) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = signalType.getConstructor(String.class).newInstance(name);
      int number = (int) signalType.getMethod("getNumber").invoke(signal);
      Object proxy =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (_, method, _) -> {
                if (method.getName().equals("handle")) {
                  handler.handle("SIG" + name, number);
                }
                return null;
              });
      var handle = signalType.getMethod("handle", signalType, handlerType);
      Object previous = handle.invoke(null, signal, proxy);
      return () -> restore(handle, signal, previous);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "cannot handle SIG"
              + name
              + "; the module jdk.unsupported is needed (on the module path:"
              + " --add-modules jdk.unsupported), and no other owner of the signal (-Xrs)",
          e);
    }
  }

  private static void restore(Method handle, Object signal, Object previous) {
    try {
      handle.invoke(null, signal, previous);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot restore the handler of " + signal, e);
    }
  }
}
