package dev.weft.jdbc;

import dev.weft.Canceller;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// Every JDBC object that comes from a wrapped connection is wrapped, so that no way back
// (`statement.getConnection()`, `resultSet.getStatement()`) leads past the guard.
/// Makes the calls of an object of JDBC as their [CallKind] demands, on behalf of the object of a
/// [ProxyClass] that stands in front of it. That one makes those itself that need nothing.
class JdbcProxy {
  /// Subtypes first.
  static final List<Class<?>> TYPES =
      List.of(
          CallableStatement.class,
          PreparedStatement.class,
          Statement.class,
          ResultSet.class,
          Array.class,
          NClob.class,
          Clob.class,
          Blob.class,
          ResultSetMetaData.class,
          ParameterMetaData.class,
          DatabaseMetaData.class);

  private final Object target;

  /// Null in the proxy of a connection, which is its own.
  private final @Nullable ConnectionProxy connection;

  /// The proxy of the statement that a result set came from.
  private final @Nullable Object statement;

  private final Canceller canceller;

  /// Whether moving to another row may talk to the server; set by the thread that uses the object.
  private boolean fetches;

  /// For a connection, whose own calls (commit above all) are not broken off.
  JdbcProxy(Connection target) {
    this.target = target;
    this.connection = null;
    this.statement = null;
    this.canceller = ServerCancel.NONE;
  }

  private JdbcProxy(Object target, JdbcProxy parent, @Nullable Object parentProxy) {
    this.target = target;
    this.connection = parent.connection();
    this.statement = parentProxy instanceof Statement ? parentProxy : null;
    this.canceller = canceller(target, parent);
    this.fetches = target instanceof ResultSet rows && fetches(rows);
  }

  ConnectionProxy connection() {
    return Objects.requireNonNull(connection);
  }

  private static Canceller canceller(Object target, JdbcProxy parent) {
    Canceller server = parent.connection().serverCancel();
    if (server != null) {
      return server;
    }
    return target instanceof Statement statement ? statement::cancel : parent.canceller;
  }

  private static boolean fetches(ResultSet rows) {
    try {
      return rows.getFetchSize() != 0;
    } catch (SQLException e) {
      return true;
    }
  }

  /// Whether a call goes straight to the target, whatever it is called for.
  static boolean needsNothing(Method method) {
    Class<?> type = method.getReturnType();
    boolean isPlain = type != Object.class && type != Connection.class && !TYPES.contains(type);
    return isPlain && CallKind.of(method) == CallKind.DIRECT && !changesFetchSize(method);
  }

  private static boolean changesFetchSize(Method method) {
    return method.getName().equals("setFetchSize");
  }

  /// Whether moving to another row may talk to the server.
  final boolean fetches() {
    return fetches;
  }

  /// Makes a call; called by the object that stands in front.
  final @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    if (method.getDeclaringClass() == Wrapper.class
        && args != null
        && args[0] instanceof Class<?> type) {
      return method.getName().equals("unwrap") ? unwrap(proxy, type) : isWrapperFor(proxy, type);
    }
    Object result = occupy(method, args);
    if (result == null || method.getReturnType().isPrimitive()) {
      return result;
    }
    return outward(proxy, method, args, result);
  }

  // What needs nothing is made by any thread: a statement is cancelled from outside, and rows that
  // are there are read without a look at who else does.
  private @Nullable Object occupy(Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    CallKind kind = CallKind.of(method);
    if (kind == CallKind.DIRECT) {
      return direct(method, args);
    }
    if (kind == CallKind.ABORT) {
      return call(kind, method, args);
    }
    boolean entered = enter(method);
    try {
      return call(kind, method, args);
    } finally {
      if (entered) {
        connection().occupancy().leave();
      }
    }
  }

  /// Begins a call; false if it is made inside another one.
  boolean enter(Method method) throws SQLException {
    return connection().occupancy().enter(method.getName());
  }

  /// Makes the call on the target, as its kind demands.
  @Nullable Object call(CallKind kind, Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    return switch (kind) {
      case DIRECT -> direct(method, args);
      case CLEAN_UP, ABORT -> SqlRegion.cleanUp(method.getName(), () -> perform(method, args));
      case GUARDED, MOVE -> guarded(method, args);
    };
  }

  final @Nullable Object guarded(Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    if (target instanceof Statement && method.getName().startsWith("execute")) {
      connection().beforeExecution();
    }
    return SqlRegion.call(method.getName(), canceller, () -> perform(method, inward(args)));
  }

  private @Nullable Object direct(Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    Object result = perform(method, args);
    if (target instanceof ResultSet rows && changesFetchSize(method)) {
      fetches = fetches || fetches(rows);
    }
    return result;
  }

  private @Nullable Object perform(Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw SqlRegion.failure(e.getCause());
    } catch (IllegalAccessException e) {
      throw new SQLException("not a public method of JDBC: " + method, e);
    }
  }

  /// Drivers know only their own arrays and large objects.
  private static @Nullable Object @Nullable [] inward(@Nullable Object @Nullable [] args) {
    if (args != null) {
      for (int i = 0; i < args.length; i++) {
        if (args[i] instanceof ProxyClass.Front ours) {
          args[i] = ours.proxy().target;
        }
      }
    }
    return args;
  }

  private Object outward(
      Object proxy, Method method, @Nullable Object @Nullable [] args, Object result)
      throws SQLException {
    Class<?> type = method.getReturnType();
    if (type == Connection.class) {
      return connection().proxy();
    }
    if (type == Statement.class && statement != null) {
      return statement;
    }
    if (type == Object.class) {
      boolean ownClassAskedFor =
          args != null && args[args.length - 1] instanceof Class<?> asked && !asked.isInterface();
      return ownClassAskedFor ? result : wrap(proxy, anyType(result), result);
    }
    return wrap(proxy, TYPES.contains(type) ? type : null, result);
  }

  private static @Nullable Class<?> anyType(Object result) {
    for (Class<?> type : TYPES) {
      if (type.isInstance(result)) {
        return type;
      }
    }
    return null;
  }

  private Object wrap(Object proxy, @Nullable Class<?> type, Object result) {
    return type == null
        ? result
        : ProxyClass.newInstance(type, result, new JdbcProxy(result, this, proxy));
  }

  private boolean isWrapperFor(Object proxy, Class<?> type) throws SQLException {
    return type.isInstance(proxy)
        || type.isInstance(target)
        || (target instanceof Wrapper wrapper && wrapper.isWrapperFor(type));
  }

  private Object unwrap(Object proxy, Class<?> type) throws SQLException {
    if (type.isInstance(proxy)) {
      return proxy;
    }
    if (type.isInstance(target)) {
      return target;
    }
    if (target instanceof Wrapper wrapper) {
      return wrapper.unwrap(type);
    }
    throw new SQLException("not a wrapper for " + type.getName());
  }
}
