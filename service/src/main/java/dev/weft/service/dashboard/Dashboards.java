package dev.weft.service.dashboard;

import dev.weft.Deadline;
import dev.weft.Op;
import dev.weft.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/// Reads dashboards and profiles.
///
/// The parts are read side by side on connections of their own, so they are as many snapshots of
/// the database. The first required part that fails cancels the others.
public final class Dashboards {
  private final UserReads reads;
  private final Duration partBudget;
  private final DegradedListener listener;
  private final Semaphore places;

  /// @param database where the users are
  /// @param connections how many connections it has at most
  /// @param partBudget how long an optional part may take
  /// @param listener hears of optional parts that could not be had
  public Dashboards(
      DataSource database, int connections, Duration partBudget, DegradedListener listener) {
    this.reads = new UserReads(database);
    this.partBudget = partBudget;
    this.listener = listener;
    this.places = new Semaphore(Math.max(1, connections / 2), true);
  }

  /// Reads a user's dashboard. The user is required; of the other parts each may be missing.
  ///
  /// @throws UserNotFoundException if there is no such user
  /// @throws InterruptedException if the request is cancelled
  public Dashboard dashboard(long id, Timings timings)
      throws UserNotFoundException, InterruptedException {
    Map<String, Exception> failures = new ConcurrentSkipListMap<>();
    var optional = new OptionalParts(timings, failures);
    Dashboard dashboard =
        inTurn(() ->
            Tasks.gather(
                    () -> timings.measure("user", () -> user(id)),
                    () -> optional.read("stats", Stats.NONE, () -> reads.stats(id)),
                    () ->
                        optional.read(
                            "notifications",
                            List.<Notification>of(),
                            () -> reads.unreadNotifications(id)),
                    () ->
                        optional.read(
                            "recentActivity", List.<Activity>of(), () -> reads.recentActivity(id)))
                .map((user, stats, notifications, activity) ->
                    new Dashboard(
                        user, stats, notifications, activity, List.copyOf(failures.keySet()))));
    // Not before: a dashboard that fails as a whole is not degraded.
    failures.forEach(listener::degraded);
    return dashboard;
  }

  /// Reads a user's profile, all of whose parts are required.
  ///
  /// @throws UserNotFoundException if there is no such user
  /// @throws InterruptedException if the request is cancelled
  public Profile profile(long id, Timings timings)
      throws UserNotFoundException, InterruptedException {
    return inTurn(() ->
        Tasks.gather(
                () -> timings.measure("user", () -> user(id)),
                () -> timings.measure("posts", () -> reads.posts(id)),
                () -> timings.measure("comments", () -> reads.comments(id)))
            .map(Profile::new));
  }

  private <T, X extends Exception> T inTurn(Op<T, X> op) throws X, InterruptedException {
    places.acquire();
    try {
      return op.call();
    } finally {
      places.release();
    }
  }

  private User user(long id) throws UserNotFoundException {
    return reads.user(id).orElseThrow(() -> new UserNotFoundException(id));
  }

  /// The parts of one dashboard that may be missing.
  private final class OptionalParts {
    private final Timings timings;
    private final Map<String, Exception> failures;

    OptionalParts(Timings timings, Map<String, Exception> failures) {
      this.timings = timings;
      this.failures = failures;
    }

    <T> T read(String part, T empty, Op<T, RuntimeException> op) throws InterruptedException {
      try {
        return timings.measure(part, () -> Deadline.within(partBudget, op));
      } catch (RuntimeException cause) {
        // A part that was cancelled with its request is not degraded: nobody will see it.
        Tasks.checkCancelled();
        failures.put(part, cause);
        return empty;
      }
    }
  }
}
