package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// How often, or how many, where a test looks for a race by much of something. In the simulator,
/// which repeats the whole test under a thousand seeds, a little of it is enough each time.
public final class Scale {
  private static final int SIMULATED = 1_000;
  private static final int FEWEST = 4;
  private static final Map<String, Long> SEEN = new ConcurrentHashMap<>();

  private Scale() {}

  /// All of it on a scheduler that runs in real time; a thousandth in the simulator, but no less
  /// than four.
  ///
  /// @param n how much
  /// @return `n`, or less
  public static int of(int n) {
    return World.current() == null ? n : Math.min(n, Math.max(n / SIMULATED, FEWEST));
  }

  /// Where the draws of a test begin: in the simulator elsewhere under each of its seeds.
  ///
  /// @param seed the seed in real time
  /// @return a seed
  public static long seed(long seed) {
    return World.current() == null ? seed : ThreadLocalRandom.current().nextInt();
  }

  /// One of the ends that a race can have. It has to be seen at least once: by this run, or in the
  /// simulator by one of all.
  ///
  /// @param what the end
  /// @param times how often it was seen
  public static void assertSeen(String what, long times) {
    if (World.current() == null) {
      assertThat(times).as(what).isPositive();
    } else {
      SEEN.merge(what, times, Long::sum);
    }
  }

  /// The same.
  ///
  /// @param what the end
  /// @param times how often it was seen
  public static void assertSeen(String what, AtomicInteger times) {
    assertSeen(what, times.get());
  }

  /// How often the ends were seen in simulations since this was called before.
  ///
  /// @return by end
  public static Map<String, Long> seen() {
    Map<String, Long> seen = new TreeMap<>(SEEN);
    SEEN.clear();
    return seen;
  }
}
