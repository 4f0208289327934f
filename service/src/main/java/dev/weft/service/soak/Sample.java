package dev.weft.service.soak;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/// What the service holds in a moment in which nobody asks it anything.
///
/// @param at how long it has been running
/// @param requests how many requests there were so far
/// @param failures how many of them were answered otherwise than they may be
/// @param heap bytes in use after a collection
/// @param connections connections to the database in use
/// @param requestsInside requests that have not ended
/// @param tasks tasks that live
/// @param threads platform threads
/// @param money the sum of all balances
public record Sample(
    Duration at,
    long requests,
    long failures,
    long heap,
    int connections,
    int requestsInside,
    int tasks,
    int threads,
    BigDecimal money) {

  static final String HEADER =
      "     time   requests  failures   heap MB  connections  inside  tasks  threads            money";

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%9s %10d %9d %9.1f %12d %7d %6d %8d %16s",
        at.toSeconds() + "s",
        requests,
        failures,
        heap / 1e6,
        connections,
        requestsInside,
        tasks,
        threads,
        money);
  }
}
