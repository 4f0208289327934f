package dev.weft.jdbc;

import dev.weft.Deadline;
import dev.weft.Tasks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

// Full jitter, as transactions that got in each other's way must not meet again at the same time.
// (Exponential Backoff And Jitter, AWS Architecture Blog.)
/// The attempts at one transaction.
final class Retry {
  /// Serialization failure and deadlock: nothing was done, and it may succeed when it runs again.
  private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  // An SQLException may come deep inside those of libraries, but not for ever.
  private static final int DEPTH = 64;

  private final int attempts;
  private final List<Exception> failures = new ArrayList<>(0);

  Retry(int attempts) {
    this.attempts = attempts;
  }

  /// Waits until it is time for another attempt.
  ///
  /// @throws Exception `failure` if there is to be none; an interruption if the task is cancelled
  ///   meanwhile
  void pauseAfter(Exception failure) throws Exception {
    Duration pause = pause();
    if (!isConflict(failure) || failures.size() + 1 >= attempts || !hasTimeFor(pause)) {
      throw withEarlier(failure);
    }
    failures.add(failure);
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      throw withEarlier(Tasks.explain(e));
    }
  }

  private Exception withEarlier(Exception last) {
    for (Exception failure : failures) {
      if (failure != last) {
        last.addSuppressed(failure);
      }
    }
    return last;
  }

  private static boolean hasTimeFor(Duration pause) {
    return Deadline.remaining().filter(left -> left.compareTo(pause) <= 0).isEmpty();
  }

  private Duration pause() {
    long most = FIRST_PAUSE.toNanos() << Math.min(failures.size(), 20);
    return Duration.ofNanos(
        ThreadLocalRandom.current().nextLong(Math.min(most, LONGEST_PAUSE.toNanos())));
  }

  private static boolean isConflict(Exception failure) {
    if (failure instanceof InterruptedException) {
      return false;
    }
    @Nullable Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
      if (cause instanceof SQLException sql && isConflict(sql)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isConflict(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && CONFLICTS.contains(state);
  }
}
