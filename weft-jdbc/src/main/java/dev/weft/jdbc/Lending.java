package dev.weft.jdbc;

import dev.weft.Op;
import dev.weft.TaskTree;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

// 1. A connection is in `loans` or its wait in `waits` for as long as it is out: it is added before
//    the wait is removed, and removed when it has been closed.
// 2. Nobody is told of a circle that never was: the tree is read twice, and nothing may have come,
//    gone or been in use between (isSilent). Who starts and ends tasks all the time can hide from
//    one reading, but not from both.
// 3. Reading the tree costs most, so it comes last: no connection may be in use, and none may have
//    been lent or given back for a moment.
//
// Defended by NestedAcquisitionTest.
/// The connections of one data source that are lent, and the waits for more. Finds those who wait
/// for each other, which no time-out but the pool's would end.
final class Lending {
  // A pool may still grow: then it lends after a while.
  static final Duration MOMENT = Duration.ofSeconds(1);

  // Of a thousand who wait each looks every moment.
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  // By the data source itself, so that all who go around the same pool see each other.
  private static final Map<DataSource, Lending> ALL = new WeakHashMap<>();

  private final Set<ConnectionProxy> loans = ConcurrentHashMap.newKeySet();
  private final Set<Acquisition> waits = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();

  /// When a connection was lent or given back last.
  private volatile long stirredAt = System.nanoTime();

  // Used by who has set `looking`.
  private long lookedAt = stirredAt;

  private Lending() {}

  static Lending of(DataSource source) {
    synchronized (ALL) {
      return ALL.computeIfAbsent(source, _ -> new Lending());
    }
  }

  Connection lend(Op<Connection, SQLException> source) throws SQLException {
    var wait = new Acquisition(this);
    waits.add(wait);
    try {
      return ConnectionProxy.of(wait.await(source), this);
    } finally {
      waits.remove(wait);
    }
  }

  /// Lends a connection that nobody has to wait for; null if there is none. In a cancelled task
  /// that is refused, and no cancellation gets at the pool meanwhile.
  @Nullable Connection lendReady(ReadyConnections source) throws SQLException {
    Connection connection =
        SqlRegion.<@Nullable Connection>call(
            "getConnection", ServerCancel.NONE, source::tryConnection);
    return connection == null ? null : ConnectionProxy.of(connection, this);
  }

  void lent(ConnectionProxy connection) {
    loans.add(connection);
    stir();
  }

  void returned(ConnectionProxy connection) {
    loans.remove(connection);
    stir();
  }

  void stir() {
    stirredAt = System.nanoTime();
  }

  /// Called by who waits, every moment: if all who hold a connection wait for another one, the last
  /// of them is told.
  void look() {
    if (looking.compareAndSet(false, true)) {
      try {
        long since = stirredAt;
        if (System.nanoTime() - lookedAt >= BETWEEN_LOOKS.toNanos() && isSilent(since)) {
          tellLast(since);
          lookedAt = System.nanoTime();
        }
      } finally {
        looking.set(false);
      }
    }
  }

  private boolean isSilent(long since) {
    return stirredAt == since
        && System.nanoTime() - since >= MOMENT.toNanos()
        && !loans.isEmpty()
        && loans.stream().noneMatch(ConnectionProxy::isInUse)
        && waits.stream().noneMatch(Acquisition::hasEnded);
  }

  private void tellLast(long since) {
    TaskTree tree = TaskTree.snapshot();
    Set<Acquisition> circle = circle(tree);
    if (!circle.isEmpty() && isSilent(since) && circle.equals(circle(TaskTree.snapshot()))) {
      Acquisition last = circle.stream().max(Comparator.naturalOrder()).orElseThrow();
      if (last.hasWaited(MOMENT) && isSilent(since)) {
        last.fail(failure(last, tree));
      }
    }
  }

  private Set<Acquisition> circle(TaskTree tree) {
    var circle = new Circle(tree, List.copyOf(waits));
    for (ConnectionProxy loan : loans) {
      if (!circle.includes(loan.holders())) {
        return Set.of();
      }
    }
    return circle.waits();
  }

  private SQLException failure(Acquisition last, TaskTree tree) {
    List<String> holders =
        loans.stream().map(loan -> Title.of(loan.taker(), tree)).sorted().distinct().toList();
    return new SQLException(
        "getConnection given up, "
            + Title.of(last.waiter(), tree)
            + " waits for a connection, and whoever holds one of the "
            + loans.size()
            + " waits for another one or for a task that does: "
            + String.join(", ", holders)
            + "; use one connection for all of it, get the other one before the transaction, or"
            + " make the pool larger",
        "08001");
  }
}
