package dev.weft;

import dev.weft.internal.Durations;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. Nothing is armed when something is cancelled: the owner, which waits anyway, wakes up after
//    the grace period and looks. A cancellation of the group interrupts it out of an untimed park;
//    one of a single child unparks it (TaskGroup.childWasCancelled).
// 2. Reported is what was cancelled when a period began and is live when it ends. Where the group
//    was cancelled by then, so were all children; else those that were are noted.
// 3. A child that waits for its own children, or is in a shield, does not ignore anything: the end
//    of its group, or the shield, reports for itself. It is looked at again after another period.
// 4. What runs on the waiting thread itself has a timer look after it (lookAfter).
//
// Defended by StuckTaskTest.
/// How the owner of a group waits for children: for ever, but not in silence for those that ignore
/// their cancellation.
final class Patience {
  private static final System.Logger LOG = System.getLogger("dev.weft");
  private static final Duration DEFAULT = Duration.ofSeconds(10);

  /// How many children of a group are reported at a time with their stacks; a machine that is too
  /// busy to end a million tasks in time must not write a million stacks as well.
  private static final int MOST_NAMED = 10;

  private final TaskGroup group;

  // The owner's. No period is running while `over` is null.
  private @Nullable Long over;
  private boolean all;
  private Set<Child> suspects = Set.of();

  Patience(TaskGroup group) {
    this.group = group;
  }

  /// How long a cancelled task may go on before it is reported.
  static Duration grace() {
    String text = System.getProperty("weft.grace");
    if (text == null) {
      return DEFAULT;
    }
    try {
      Duration grace = Duration.ofNanos(Math.round(Double.parseDouble(text) * 1e9));
      if (grace.isPositive()) {
        return grace;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    LOG.log(
        Level.WARNING,
        "weft.grace is \""
            + text
            + "\", which is no positive number of seconds; using "
            + Durations.text(DEFAULT));
    System.clearProperty("weft.grace");
    return DEFAULT;
  }

  /// Parks the owner. It may come back at any time.
  void park() {
    if (over == null && !begin()) {
      LockSupport.park(group);
      return;
    }
    long left = over == null ? 0 : over - System.nanoTime();
    if (left > 0) {
      LockSupport.parkNanos(group, left);
    } else {
      over = null;
      look();
    }
  }

  /// Begins a period if there is a reason to.
  private boolean begin() {
    if (!group.isAnyCancelled()) {
      return false;
    }
    all = group.scope().cancellation() != null;
    if (!all) {
      suspects = Collections.newSetFromMap(new IdentityHashMap<>());
    }
    boolean any = false;
    for (Child child : group.children()) {
      if (child.scope.cancellation() != null && !child.scope.strand.isReportedStuck()) {
        any = true;
        if (all) {
          break;
        }
        suspects.add(child);
      }
    }
    if (any) {
      over = System.nanoTime() + grace().toNanos();
    }
    return any;
  }

  private void look() {
    int named = 0;
    int more = 0;
    for (Child child : group.children()) {
      if (all || suspects.contains(child)) {
        Cancellation why = whyStuck(child);
        if (why == null) {
          continue;
        }
        if (named < MOST_NAMED) {
          named++;
          report(child, why);
        } else {
          more++;
        }
      }
    }
    suspects = Set.of();
    if (more > 0) {
      log(more + " more tasks of " + group + " have not ended although they are cancelled", null);
    }
  }

  /// Reports a child that was cancelled a grace period ago and has not ended, once.
  static void reportIfStuck(Child child) {
    Cancellation why = whyStuck(child);
    if (why != null) {
      report(child, why);
    }
  }

  /// Reports a thread that is cancelled now if it is still at the same after the grace period: for
  /// what runs on the thread that waits for it. To be cancelled when that has ended.
  static Future<?> lookAfter(Strand strand) {
    return Timers.schedule(
        grace().toNanos(),
        () -> {
          Scope innermost = strand.innermost();
          Cancellation why = innermost == null ? null : whyStuck(strand, innermost);
          if (why != null) {
            StackTraceElement[] stack = strand.stack();
            // The timer must not wait for a log.
            Timers.aside(() -> report(strand, why, stack));
          }
        });
  }

  /// The cancellation that a child ignores, for the first who asks.
  private static @Nullable Cancellation whyStuck(Child child) {
    Scope innermost = child.scope.strand.innermost();
    return whyStuck(child.scope.strand, innermost == null ? child.scope : innermost);
  }

  private static @Nullable Cancellation whyStuck(Strand strand, Scope innermost) {
    Cancellation why = innermost.cancellation();
    return why == null || strand.awaits() instanceof TaskGroup || !strand.isFirstReportOfStuck()
        ? null
        : why;
  }

  private static void report(Child child, Cancellation why) {
    report(child.scope.strand, why, child.scope.strand.stack());
  }

  private static void report(Strand strand, Cancellation why, StackTraceElement[] stack) {
    Duration grace = grace();
    StartSite site = strand.child == null ? null : strand.child.site();
    String message =
        strand
            + (site == null ? "" : ", started at " + site + ",")
            + (strand.thread() == null
                ? " was cancelled and has not begun in "
                : " ignores its cancellation for more than ")
            + Durations.text(grace)
            + ": "
            + why
            + (strand.thread() == null
                ? "; no thread is free to run it"
                : "; it is waited for: let what it does heed interrupts, or break it off with"
                    + " Tasks.cancelWith");
    var where = new Throwable("stack of " + strand);
    where.setStackTrace(stack);
    log(message, where);
    Listeners.tell(() ->
        new TaskEvent.Stuck(
            strand.id(), strand.label(), message, site, why, grace, List.of(stack)));
  }

  private static void log(String message, @Nullable Throwable where) {
    try {
      LOG.log(Level.WARNING, message, where);
    } catch (Throwable t) {
      // A log that fails must not end the wait.
    }
  }
}
