package dev.weft.jdbc;

import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

// What is not listed is guarded: a driver may well talk to the server where one would not think so
// (PostgreSQL's asks for the name of an enum type in `getObject`). Listed are the calls that are
// made per row, column or parameter, or that must not wait for anything.
/// What a call of JDBC needs around it.
enum CallKind {
  /// Nothing: it is known not to talk to the server.
  DIRECT,
  /// May talk to the server: not interrupted, broken off by the canceller, refused when cancelled.
  GUARDED,
  /// Moves to another row: guarded if the driver fetches the rows bit by bit.
  MOVE,
  /// Must be done in a cancelled task too.
  CLEAN_UP,
  /// Like a clean-up, and made while another thread uses the connection.
  ABORT;

  private static final Set<String> CLEANING =
      names("close rollback releaseSavepoint free isValid endRequest");

  private static final Set<String> MOVES =
      names(
          """
          next previous first last absolute relative beforeFirst afterLast isFirst isLast
          isBeforeFirst isAfterLast
          """);

  private static final Set<String> VALUES =
      names(
          """
          Boolean Byte Short Int Long Float Double BigDecimal String NString Bytes Date Time
          Timestamp
          """);

  private static final Set<String> LOCAL =
      names(
          """
          cancel isClosed getConnection getStatement getAutoCommit getNetworkTimeout
          getHoldability getTypeMap getWarnings clearWarnings wasNull findColumn getRow getType
          getConcurrency getFetchSize setFetchSize getFetchDirection setFetchDirection
          getMaxRows setMaxRows getLargeMaxRows setLargeMaxRows getMaxFieldSize setMaxFieldSize
          getQueryTimeout setQueryTimeout setEscapeProcessing setPoolable isPoolable
          closeOnCompletion isCloseOnCompletion getResultSetType getResultSetConcurrency
          getResultSetHoldability getUpdateCount getLargeUpdateCount getResultSet addBatch
          clearBatch clearParameters registerOutParameter
          """);

  // Read at every call that is not made directly, so worked out once.
  private static final Map<Method, CallKind> KNOWN = known();

  private static Set<String> names(String words) {
    return Set.of(words.strip().split("\\s+"));
  }

  static CallKind of(Method method) {
    CallKind known = KNOWN.get(method);
    return known == null ? classify(method) : known;
  }

  private static Map<Method, CallKind> known() {
    Map<Method, CallKind> kinds = new HashMap<>();
    for (Class<?> type :
        new Class<?>[] {Connection.class, CallableStatement.class, ResultSet.class}) {
      for (Method method : type.getMethods()) {
        kinds.put(method, classify(method));
      }
    }
    return Map.copyOf(kinds);
  }

  private static CallKind classify(Method method) {
    Class<?> type = method.getDeclaringClass();
    String name = method.getName();
    if (type == Object.class || LOCAL.contains(name)) {
      return DIRECT;
    }
    if (name.equals("abort")) {
      return ABORT;
    }
    if (CLEANING.contains(name) || isConnectionSetter(type, name)) {
      return CLEAN_UP;
    }
    if (type == ResultSet.class && MOVES.contains(name)) {
      return MOVE;
    }
    if (type == ResultSet.class && name.equals("getMetaData")) {
      return DIRECT;
    }
    return isPlainValue(type, name) ? DIRECT : GUARDED;
  }

  // They restore what was changed, in `finally` blocks and in pools.
  private static boolean isConnectionSetter(Class<?> type, String name) {
    return type == Connection.class && name.startsWith("set") && !name.equals("setSavepoint");
  }

  private static boolean isPlainValue(Class<?> type, String name) {
    boolean holdsValues = type == ResultSet.class || Statement.class.isAssignableFrom(type);
    return holdsValues
        && (name.startsWith("get") || name.startsWith("set"))
        && VALUES.contains(name.substring(3));
  }
}
