package dev.weft.service.dashboard;

import dev.weft.Deadline;
import dev.weft.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.sql.DataSource;

/// Reads dashboards and profiles.
///
/// The parts are read side by side on connections of their own, so they are as many snapshots of
/// the database, unless one for all is asked for. The first required part that fails cancels the
/// others.
public final class Dashboards {
  /// How many connections a dashboard or a profile takes at least while it is read. So those who
  /// are let in keep all connections busy, but hardly ever wait for one another's.
  private static final int PARTS_AT_LEAST = 3;

  /// A line that stays longer is too long.
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  private final UserReads reads;
  private final Snapshots snapshots;
  private final boolean hasOneConnection;
  private final Duration partBudget;
  private final DegradedListener listener;
  private final Turns turns;

  /// @param database where the users are
  /// @param connections how many connections it has at most
  /// @param partBudget how long an optional part may take
  /// @param listener hears of optional parts that could not be had
  public Dashboards(
      DataSource database, int connections, Duration partBudget, DegradedListener listener) {
    this.reads = UserReads.over(database);
    this.snapshots = new Snapshots(database);
    this.hasOneConnection = connections < 2;
    this.partBudget = partBudget;
    this.listener = listener;
    this.turns =
        new Turns(Math.max(1, connections / PARTS_AT_LEAST), LONGEST_WAIT, System::nanoTime);
  }

  /// Reads a user's dashboard. The user is required; of the other parts each may be missing.
  ///
  /// @throws UserNotFoundException if there is no such user
  /// @throws InterruptedException if the request is cancelled
  public Dashboard dashboard(long id, Timings timings)
      throws UserNotFoundException, InterruptedException {
    return turns.in(() -> dashboard(id, timings, reads));
  }

  /// The same, with all parts as they were at one moment. That takes a connection more.
  ///
  /// @throws UserNotFoundException if there is no such user
  /// @throws InterruptedException if the request is cancelled
  /// @throws IllegalStateException if there is only one connection
  public Dashboard consistentDashboard(long id, Timings timings)
      throws UserNotFoundException, InterruptedException {
    if (hasOneConnection) {
      throw new IllegalStateException(
          "a snapshot for several connections needs a pool of two or more");
    }
    return turns.in(() ->
        snapshots.<Dashboard, UserNotFoundException>in(reader -> dashboard(id, timings, reader)));
  }

  private Dashboard dashboard(long id, Timings timings, PartReader reader)
      throws UserNotFoundException, InterruptedException {
    Map<String, Exception> failures = new ConcurrentSkipListMap<>();
    var optional = new OptionalParts(timings, failures, reader);
    Dashboard dashboard =
        Tasks.gather(
                () -> timings.measure("user", () -> reader.read(from -> user(from, id))),
                () -> optional.read("stats", Stats.NONE, from -> from.stats(id)),
                () ->
                    optional.read(
                        "notifications",
                        List.<Notification>of(),
                        from -> from.unreadNotifications(id)),
                () ->
                    optional.read(
                        "recentActivity", List.<Activity>of(), from -> from.recentActivity(id)))
            .map((user, stats, notifications, activity) ->
                new Dashboard(
                    user, stats, notifications, activity, List.copyOf(failures.keySet())));
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
    return turns.in(() ->
        Tasks.gather(
                () -> timings.measure("user", () -> user(reads, id)),
                () -> timings.measure("posts", () -> reads.posts(id)),
                () -> timings.measure("comments", () -> reads.comments(id)))
            .map(Profile::new));
  }

  /// Whether whoever asks now would wait for too long, as has been so for some time. It is better
  /// told to come back later: an answer that comes when nobody waits for it any more takes the turn
  /// of one that would help.
  public boolean isOverloaded() {
    return turns.isLineTooLong();
  }

  private static User user(UserReads from, long id) throws UserNotFoundException {
    return from.user(id).orElseThrow(() -> new UserNotFoundException(id));
  }

  /// The parts of one dashboard that may be missing.
  private final class OptionalParts {
    private final Timings timings;
    private final Map<String, Exception> failures;
    private final PartReader reader;

    OptionalParts(Timings timings, Map<String, Exception> failures, PartReader reader) {
      this.timings = timings;
      this.failures = failures;
      this.reader = reader;
    }

    <T> T read(String part, T empty, PartReader.Part<T, RuntimeException> what)
        throws InterruptedException {
      try {
        return timings.measure(part, () -> Deadline.within(partBudget, () -> reader.read(what)));
      } catch (RuntimeException cause) {
        // A part that was cancelled with its request is not degraded: nobody will see it.
        Tasks.checkCancelled();
        failures.put(part, cause);
        return empty;
      }
    }
  }
}
