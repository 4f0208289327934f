package dev.weft;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who is told what happens. While there is nobody, an event costs one read.
final class Listeners {
  private static final System.Logger LOG = System.getLogger("dev.weft");
  private static final Listening[] NONE = {};

  // Null while there is none. Written under the class's lock.
  private static volatile Listening @Nullable [] all;

  private record Listening(TaskListener listener, AtomicBoolean failed) {}

  private Listeners() {}

  static synchronized void add(TaskListener listener) {
    Objects.requireNonNull(listener, "listener");
    Listening[] old = all == null ? NONE : all;
    Listening[] now = Arrays.copyOf(old, old.length + 1);
    now[old.length] = new Listening(listener, new AtomicBoolean());
    all = now;
  }

  static synchronized void remove(TaskListener listener) {
    List<Listening> left = new ArrayList<>(Arrays.asList(all == null ? NONE : all));
    for (int i = 0; i < left.size(); i++) {
      if (left.get(i).listener() == listener) {
        left.remove(i);
        break;
      }
    }
    all = left.isEmpty() ? null : left.toArray(NONE);
  }

  /// Whether an event has to be made at all.
  static boolean any() {
    return all != null;
  }

  static void tell(Supplier<TaskEvent> event) {
    if (all != null) {
      tell(event.get());
    }
  }

  static void tell(TaskEvent event) {
    Listening[] listeners = all;
    if (listeners == null) {
      return;
    }
    for (Listening each : listeners) {
      try {
        each.listener().on(event);
      } catch (Throwable t) {
        report(each, event, t);
      }
    }
  }

  /// The first failure of a listener is a warning; one that fails once may do so a million times.
  private static void report(Listening failing, TaskEvent event, Throwable failure) {
    boolean first = failing.failed().compareAndSet(false, true);
    Level level = first ? Level.WARNING : Level.DEBUG;
    if (LOG.isLoggable(level)) {
      String message =
          "listener "
              + failing.listener().getClass().getName()
              + " failed; it was told "
              + event
              + (first ? ". What else it fails with is logged as DEBUG" : "");
      // The thread of the timers must not wait for a log.
      Timers.aside(() -> LOG.log(level, message, failure));
    }
  }

  static void cancelRequested(Scope scope, Cancellation why) {
    for (Scope at = scope; at != null; at = at.around()) {
      if (at.group != null) {
        tell(new TaskEvent.CancelRequested(at.group.id(), at.group.name(), why));
        return;
      }
    }
    Strand strand = scope.strand;
    tell(new TaskEvent.CancelRequested(strand.id(), strand.label(), why));
  }

  static void blocked(Strand strand, Awaited on) {
    tell(new TaskEvent.Blocked(strand.id(), strand.label(), describe(on)));
  }

  static void unblocked(Strand strand) {
    tell(new TaskEvent.Unblocked(strand.id(), strand.label()));
  }

  /// What a wait is for, in the words of events and snapshots.
  static String describe(Awaited on) {
    return switch (on) {
      case Task<?> task -> task.title();
      case TaskWait<?> wait -> wait.toString();
      case TaskGroup group -> "the end of " + group;
    };
  }
}
