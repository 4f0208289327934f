package dev.weft.lessons.world;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The tables of a lesson: as PostgreSQL makes them, and as the stand-in answers for them.
public final class Tables {
  private final String script;
  private final Map<String, Answer> answers = new HashMap<>();
  private final Map<String, Map<Object, Object[]>> rows = new HashMap<>();

  private Tables(String script) {
    this.script = script;
  }

  /// What the stand-in answers to a statement.
  @FunctionalInterface
  public interface Answer {

    /// Answers.
    ///
    /// @param transaction what it reads and writes
    /// @param parameters what stands for the question marks
    /// @return the rows that it returns, or that it has changed
    List<Object[]> of(MemoryTransaction transaction, List<Object> parameters) throws SQLException;
  }

  /// Tables that PostgreSQL makes and fills.
  ///
  /// @param script statements
  public static Tables of(String script) {
    return new Tables(script);
  }

  /// Has the stand-in answer a statement. How long that takes, its `pg_sleep` says.
  ///
  /// @param sql the statement, letter by letter but for the white space
  public Tables answer(String sql, Answer answer) {
    answers.put(normal(sql), answer);
    return this;
  }

  /// Puts a row into a table of the stand-in.
  ///
  /// @param key what the rows of the table are sorted by
  public Tables row(String table, Object key, Object... columns) {
    rows.computeIfAbsent(table, _ -> new TreeMap<>()).put(key, columns);
    return this;
  }

  void fill(Map<String, Map<Object, Object[]>> tables) {
    rows.forEach((table, contents) -> tables.put(table, new TreeMap<>(contents)));
  }

  String script() {
    return script;
  }

  Map<String, Answer> answers() {
    return Map.copyOf(answers);
  }

  static String normal(String sql) {
    return sql.strip().replaceAll("\\s+", " ");
  }
}
