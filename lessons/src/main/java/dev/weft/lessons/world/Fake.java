package dev.weft.lessons.world;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// An object of JDBC that can no more than it must.
@FunctionalInterface
interface Fake {

  /// Answers a call.
  @Nullable Object call(String method, @Nullable Object[] args) throws SQLException;

  /// An object whose calls are answered so.
  static <T> T of(Class<T> type, Fake fake) {
    return type.cast(
        Proxy.newProxyInstance(
            Fake.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) ->
                invoke(fake, proxy, method, args == null ? new Object[0] : args)));
  }

  private static @Nullable Object invoke(
      Fake fake, Object proxy, Method method, @Nullable Object[] args) throws SQLException {
    return switch (method.getName()) {
      case "equals" -> proxy == args[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "stand-in";
      case "isWrapperFor" -> false;
      default -> fake.call(method.getName(), args);
    };
  }

  /// What is thrown when more is asked for.
  static UnsupportedOperationException unknown(String method) {
    return new UnsupportedOperationException(
        "the stand-in has no method " + method + "; add it where it is needed");
  }
}
