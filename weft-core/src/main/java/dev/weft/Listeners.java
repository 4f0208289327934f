package dev.weft;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who is told what happens. While there is nobody, an event costs one read.
final class Listeners {
  private static final System.Logger LOG = System.getLogger("dev.weft");
  private static final TaskListener[] NONE = {};

  // Null while there is none. Written under the class's lock.
  private static volatile TaskListener @Nullable [] all;

  private Listeners() {}

  static synchronized void add(TaskListener listener) {
    TaskListener[] old = all == null ? NONE : all;
    TaskListener[] now = Arrays.copyOf(old, old.length + 1);
    now[old.length] = listener;
    all = now;
  }

  static synchronized void remove(TaskListener listener) {
    List<TaskListener> left = new ArrayList<>(Arrays.asList(all == null ? NONE : all));
    for (int i = 0; i < left.size(); i++) {
      if (left.get(i) == listener) {
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
    TaskListener[] listeners = all;
    if (listeners == null) {
      return;
    }
    for (TaskListener listener : listeners) {
      try {
        listener.on(event);
      } catch (Throwable t) {
        // The thread of the timers must not wait for a log.
        Thread.startVirtualThread(() ->
            LOG.log(
                Level.WARNING,
                "listener " + listener.getClass().getName() + " failed; it was told " + event,
                t));
      }
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
