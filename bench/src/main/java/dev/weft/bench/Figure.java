package dev.weft.bench;

import dev.weft.bench.core.Owner;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Something that can be measured.
sealed interface Figure {

  /// Its name in the results.
  String id();

  /// Whether a measurement takes so long that the first round has to do.
  default boolean isLong() {
    return false;
  }

  /// A JMH benchmark.
  ///
  /// @param owner the thread that it runs on
  /// @param benchmark `Class.method`
  /// @param params its parameters
  record Jmh(Owner owner, String benchmark, Map<String, String> params) implements Figure {
    @Override
    public String id() {
      var id = new StringBuilder(benchmark + " owner=" + owner);
      new TreeMap<>(params).forEach((name, value) -> id.append(' ').append(name + "=" + value));
      return id.toString();
    }

    @Override
    public boolean isLong() {
      return benchmark.endsWith(".batch")
          || (benchmark.endsWith("Batch") && !benchmark.endsWith("yieldingBatch"));
    }
  }

  /// The peer that is written in Go.
  ///
  /// @param arguments of the program
  /// @param threads `GOMAXPROCS`
  record Go(List<String> arguments, int threads) implements Figure {
    /// @param times how often a call does its operation
    Go(String workload, int size, int times, int threads) {
      this(List.of(workload, "" + size, "" + times), threads);
    }

    /// As much as the JVMs have for it.
    String heap() {
      return arguments.getFirst().equals("sleepers") ? "5GiB" : "1GiB";
    }

    @Override
    public boolean isLong() {
      return arguments.getFirst().equals("batch");
    }

    @Override
    public String id() {
      return "go " + String.join(" ", arguments) + " GOMAXPROCS=" + threads;
    }
  }

  /// A peer that is written in Python.
  ///
  /// @param kind `asyncio`, `uvloop` or `trio`
  /// @param arguments of the program
  record Python(String kind, List<String> arguments) implements Figure {
    /// @param times how often a call does its operation
    Python(String kind, String workload, int size, int times) {
      this(kind, List.of(workload, "" + size, "" + times));
    }

    @Override
    public String id() {
      return kind + " " + String.join(" ", arguments);
    }

    @Override
    public boolean isLong() {
      return arguments.getFirst().startsWith("batch") || arguments.contains("1000000");
    }
  }

  /// Many that sleep.
  ///
  /// @param kind `tasks`, `threads`, `coroutines`, `delays` or `timers`
  /// @param count how many
  record Sleepers(String kind, int count) implements Figure {
    @Override
    public String id() {
      return "Sleepers." + kind + " count=" + count;
    }
  }
}
