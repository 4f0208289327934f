package dev.weft;

import dev.weft.internal.Beside;
import dev.weft.internal.ClosedOnce;
import dev.weft.internal.Sneaky;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

// UNDECIDED -> DECIDED, once, by the end of the operation that brings the last value needed or
// makes them impossible; ended() returns true to that one alone.
//
// Each value that is reported is one of these: accepted and returned, accepted and closed (too few
// came, or the caller is cancelled), late and closed; one that several operations returned is
// closed once, and not if it is returned. Each failure is thrown, suppressed on what is
// thrown, returned, or written to the debug log.
//
// It knows nothing of how operations are run. Guarded by itself; when the run is over it belongs to
// the caller.
/// What comes of operations of which a number must succeed: when to stop the others, what to
/// return, what to throw and what to close.
final class Tally<T extends @Nullable Object> {
  private static final System.Logger LOG = System.getLogger("dev.weft");

  private final String name;
  private final int needed;
  private final int of;

  // In order of the operations.
  private final Map<Integer, T> accepted = new TreeMap<>();

  // In order of time.
  private final SequencedMap<Integer, Throwable> failures = new LinkedHashMap<>();
  private final List<TaskCancelledException> cancelled = new ArrayList<>(0);
  private final ClosedOnce closed = new ClosedOnce();
  private boolean decided;

  /// @param name the run's name; that of an operation is followed by its number
  /// @param needed how many have to succeed
  /// @param of how many there are
  Tally(String name, int needed, int of) {
    this.name = name;
    this.needed = needed;
    this.of = of;
  }

  String name() {
    return name;
  }

  /// The name of an operation.
  String name(int index) {
    return name + "-" + (index + 1);
  }

  /// An operation has ended; called once for each that was started, before the run is over. True if
  /// this decides it: the others are of no use any more.
  boolean ended(int index, Outcome<? extends T> outcome) {
    synchronized (this) {
      if (outcome instanceof Outcome.Failure<?>(var cause)) {
        failures.put(index, cause);
      }
      if (!decided) {
        if (outcome instanceof Outcome.Success<? extends T>(var value)) {
          accepted.put(index, value);
        } else if (outcome instanceof Outcome.Cancelled<?>(var why)) {
          cancelled.add(new TaskCancelledException(name(index), why));
        }
        decided = accepted.size() == needed || missed() > of - needed;
        return decided;
      }
    }
    if (outcome instanceof Outcome.Success<? extends T>(var value) && isToBeClosed(value)) {
      Owned.close(value, "task \"" + name(index) + "\"");
    }
    return false;
  }

  private synchronized boolean isToBeClosed(@Nullable Object late) {
    return accepted.values().stream().noneMatch(other -> other == late) && closed.isDue(late);
  }

  synchronized boolean isDecided() {
    return decided;
  }

  /// How many have ended without a value before it was decided.
  synchronized int missed() {
    return failures.size() + cancelled.size();
  }

  /// The values, in order of the operations.
  ///
  /// @throws X the first failure, with the others suppressed, if too few succeeded
  /// @throws TaskCancelledException if no operation failed, but too many cancelled themselves
  synchronized <X extends Exception> List<T> values() throws X {
    this.<X>requireEnough();
    failures.forEach((index, failure) ->
        LOG.log(Level.DEBUG, () -> "\"" + name(index) + "\" failed, and was not needed", failure));
    return new ArrayList<>(accepted.values());
  }

  /// The only value that was needed, and what failed beside it.
  ///
  /// @throws X the first failure, with the others suppressed, if none succeeded
  /// @throws TaskCancelledException if no operation failed, but all cancelled themselves
  synchronized <X extends Exception> FirstSuccess<T> first() throws X {
    this.<X>requireEnough();
    Map.Entry<Integer, T> winner = accepted.entrySet().iterator().next();
    return new FirstSuccess<>(winner.getValue(), winner.getKey(), failures);
  }

  private <X extends Exception> void requireEnough() throws X {
    if (accepted.size() < needed) {
      throw Sneaky.<X>rethrow(
          abandon(failures.isEmpty() ? cancelled.getFirst() : failures.firstEntry().getValue()));
    }
  }

  /// Closes the values, which nobody will receive, and returns what to throw: `thrown` with what
  /// has failed suppressed on it.
  Throwable abandon(Throwable thrown) {
    List<T> undelivered;
    synchronized (this) {
      undelivered = accepted.values().stream().filter(closed::isDue).toList();
      accepted.clear();
      failures.values().forEach(failure -> Beside.suppress(thrown, failure));
      if (!(thrown instanceof CancelledException)) {
        cancelled.forEach(other -> Beside.suppress(thrown, other));
      }
    }
    undelivered.forEach(value -> Owned.close(value, "\"" + name + "\""));
    return thrown;
  }
}
