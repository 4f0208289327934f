package dev.weft.lessons.world;

import dev.weft.lessons.world.Tables.Answer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tables in memory, with as much of PostgreSQL as lessons show: statements that take their time,
/// transactions, row locks, deadlocks found after a second, snapshots. Its rows are by table and
/// key. All below is guarded by `lock`.
final class MemoryDatabase {
  /// PostgreSQL's `deadlock_timeout`.
  static final long DEADLOCK_NANOS = 1_000_000_000L;

  private static final Pattern SLEEP = Pattern.compile("pg_sleep\\(([0-9.]+)\\)");

  final ReentrantLock lock = new ReentrantLock();

  /// Something has ended: a transaction, a statement that is to be cancelled.
  final Condition changed = lock.newCondition();

  final Map<String, Map<Object, Object[]>> tables = new TreeMap<>();
  final Map<String, MemoryTransaction> rowLocks = new HashMap<>();
  final Map<String, Map<String, Map<Object, Object[]>>> exported = new HashMap<>();

  /// When the statements end that nobody waits for any more.
  final Set<Long> orphans = new HashSet<>();

  private final Map<String, Answer> answers;

  /// How many statements somebody waits for.
  int running;

  private int connections;
  private long keys = 1_000;

  MemoryDatabase(Tables lesson) {
    this.answers = lesson.answers();
    lesson.fill(tables);
  }

  int nextConnection() {
    return ++connections;
  }

  /// As a sequence gives them: each once, and with gaps.
  long nextKey() {
    return ++keys;
  }

  Answer answer(String sql) throws SQLException {
    String normal = Tables.normal(sql);
    Answer known = answers.get(normal);
    if (known == null) {
      known = Builtins.answer(normal);
    }
    if (known == null) {
      throw new SQLException("the stand-in has no answer to \"" + normal + "\"", "42601");
    }
    return known;
  }

  /// How many statements run, also those that nobody waits for.
  long running() {
    orphans.removeIf(end -> end - System.nanoTime() <= 0);
    return (long) running + orphans.size();
  }

  static long nanos(String sql) {
    double seconds = 0;
    Matcher sleep = SLEEP.matcher(sql);
    while (sleep.find()) {
      seconds += Double.parseDouble(sleep.group(1));
    }
    return Math.round(seconds * 1e9);
  }

  /// All as it is committed now.
  Map<String, Map<Object, Object[]>> snapshot() {
    Map<String, Map<Object, Object[]>> copy = new HashMap<>();
    tables.forEach((table, rows) -> copy.put(table, new TreeMap<>(rows)));
    return copy;
  }

  /// Waits until the row is this transaction's.
  void lockRow(String row, MemoryTransaction transaction) throws SQLException {
    long begun = System.nanoTime();
    boolean hasLooked = false;
    try {
      while (true) {
        MemoryTransaction holder = rowLocks.get(row);
        if (holder == null || holder == transaction) {
          rowLocks.put(row, transaction);
          return;
        }
        transaction.waitsFor = holder;
        long left = hasLooked ? Long.MAX_VALUE : begun + DEADLOCK_NANOS - System.nanoTime();
        if (left <= 0) {
          hasLooked = true;
          if (isCircle(transaction)) {
            throw new SQLException("ERROR: deadlock detected", "40P01");
          }
        } else {
          transaction.connection.pause(left);
        }
      }
    } finally {
      transaction.waitsFor = null;
    }
  }

  private static boolean isCircle(MemoryTransaction from) {
    @Nullable MemoryTransaction next = from.waitsFor;
    while (next != null && next != from) {
      next = next.waitsFor;
    }
    return next != null;
  }
}
