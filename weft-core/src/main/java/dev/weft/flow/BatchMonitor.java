package dev.weft.flow;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A window into a [Batch] while it runs, for any thread. It watches the run that was begun last of
/// the batches that it was given to, see [Batch#monitor(BatchMonitor)].
///
/// Nothing here waits, and the batch does not wait for it.
public final class BatchMonitor {
  private volatile @Nullable Tally tally;

  /// Makes a monitor that watches nothing yet.
  public BatchMonitor() {}

  /// An item whose operation runs at this moment.
  ///
  /// @param index which item it is, from 0
  /// @param item the item
  /// @param worker the thread that runs it
  public record Running(long index, @Nullable Object item, Thread worker) {}

  void watch(Tally run) {
    tally = run;
  }

  /// How far the batch is.
  ///
  /// @return its figures; all zero before it has begun
  public Progress progress() {
    Tally watched = tally;
    return watched == null ? new Progress(0, 0, 0, 0, 0, Duration.ZERO) : watched.progress();
  }

  /// What the batch is at.
  ///
  /// @return the items in flight, at most as many as the concurrency, in no order
  public List<Running> running() {
    Tally watched = tally;
    return watched == null ? List.of() : watched.running();
  }
}
