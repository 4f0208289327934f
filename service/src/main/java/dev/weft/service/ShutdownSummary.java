package dev.weft.service;

import dev.weft.http.DrainReport;
import dev.weft.service.batch.Batches;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// What became of the work in progress when the service was stopped, in one line of the log: what
/// ended, what was cut, what goes on later.
final class ShutdownSummary {
  private static final System.Logger LOG = System.getLogger("dev.weft.service");

  // Set while it drains, read when everything has ended; by different threads.
  private volatile @Nullable DrainReport requests;
  private volatile @Nullable Batches batches;

  /// Batches of which some may be broken off.
  void of(Batches ofThese) {
    batches = ofThese;
  }

  /// Requests as they have ended.
  void of(DrainReport ofThese) {
    requests = ofThese;
  }

  /// Called when nothing runs any more. Without a word if the service never came as far as
  /// requests.
  void log() {
    DrainReport report = requests;
    Batches all = batches;
    if (report != null && all != null) {
      LOG.log(Level.INFO, text(report, all.brokenOff()));
    }
  }

  static String text(DrainReport requests, int brokenOff) {
    return "stopped: %s finished, %s cut%s; %s broken off%s"
        .formatted(
            count(requests.drained(), "request", "requests"),
            requests.cancelled(),
            requests.stuck() == 0
                ? ""
                : ", " + requests.stuck() + " of them had not ended even then",
            count(brokenOff, "batch", "batches"),
            switch (brokenOff) {
              case 0 -> "";
              case 1 -> ", which goes on after the next start";
              default -> ", which go on after the next start";
            });
  }

  private static String count(int number, String one, String more) {
    return number + " " + (number == 1 ? one : more);
  }
}
