package dev.weft.lessons.world;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A transaction of the stand-in: what it has written is seen by nobody else until it commits.
/// Guarded by the lock of its database.
public final class MemoryTransaction {
  final StandIn connection;
  private final MemoryDatabase database;
  private final Map<String, Map<Object, Object[]>> written = new HashMap<>();

  /// What it reads if its level is REPEATABLE READ; null for what is committed.
  @Nullable Map<String, Map<Object, Object[]>> snapshot;

  @Nullable MemoryTransaction waitsFor;
  boolean hasFailed;

  MemoryTransaction(StandIn connection, MemoryDatabase database) {
    this.connection = connection;
    this.database = database;
  }

  /// The rows of a table that it sees, in the order of their keys.
  public List<Object[]> rows(String table) {
    return List.copyOf(seen(table).values());
  }

  /// Those that have a value in a column.
  public List<Object[]> where(String table, int column, Object value) {
    return seen(table).values().stream().filter(row -> value.equals(row[column])).toList();
  }

  private Map<Object, Object[]> seen(String table) {
    Map<String, Map<Object, Object[]>> read = snapshot == null ? database.tables : snapshot;
    Map<Object, Object[]> rows = new TreeMap<>(read.getOrDefault(table, Map.of()));
    rows.putAll(written.getOrDefault(table, Map.of()));
    return rows;
  }

  /// The row of this key, or null.
  public Object @Nullable [] row(String table, Object key) {
    return seen(table).get(key);
  }

  /// Locks the row until the end of the transaction, also one that does not exist yet.
  ///
  /// @return the row as it is then, or null
  /// @throws SQLException if that would be a deadlock, or it is cancelled
  public Object @Nullable [] lock(String table, Object key) throws SQLException {
    database.lockRow(table + "/" + key, this);
    return row(table, key);
  }

  /// Writes a row that is locked.
  ///
  /// @return it, as an answer has it
  public List<Object[]> put(String table, Object key, Object... row) {
    written.computeIfAbsent(table, _ -> new HashMap<>()).put(key, row);
    return List.<Object[]>of(row);
  }

  /// Writes a row with the next number as its key, which is its first column.
  public List<Object[]> add(String table, Object... columns) {
    long key = database.nextKey();
    Object[] row = new Object[columns.length + 1];
    row[0] = key;
    System.arraycopy(columns, 0, row, 1, columns.length);
    return put(table, key, row);
  }

  /// An answer of one row.
  public static List<Object[]> row(Object... columns) {
    return List.<Object[]>of(columns);
  }

  /// Lets all others see what it sees until that ends.
  String export() {
    String name = "snapshot-" + connection.number();
    database.exported.put(name, snapshot == null ? database.snapshot() : snapshot);
    return name;
  }

  void see(String name) throws SQLException {
    snapshot = database.exported.get(name);
    if (snapshot == null) {
      throw new SQLException("ERROR: invalid snapshot identifier: \"" + name + "\"", "22023");
    }
  }

  void repeatable() {
    snapshot = database.snapshot();
  }

  void end(boolean isCommitted) {
    if (isCommitted) {
      written.forEach((table, rows) ->
          database.tables.computeIfAbsent(table, _ -> new TreeMap<>()).putAll(rows));
    }
    database.rowLocks.values().removeIf(holder -> holder == this);
    database.changed.signalAll();
  }
}
