package dev.weft.bench;

import dev.weft.bench.core.Owner;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Something that can be measured.
sealed interface Figure {

  /// Its name in the results.
  String id();

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
  }

  /// The peer that is written in Go.
  ///
  /// @param arguments of the program
  /// @param threads `GOMAXPROCS`
  record Go(List<String> arguments, int threads) implements Figure {
    @Override
    public String id() {
      return "go " + String.join(" ", arguments) + " GOMAXPROCS=" + threads;
    }
  }

  /// The peer that is written in Python.
  ///
  /// @param arguments of the program
  record Asyncio(List<String> arguments) implements Figure {
    @Override
    public String id() {
      return "asyncio " + String.join(" ", arguments);
    }
  }

  /// A million sleepers.
  ///
  /// @param kind `tasks` or `threads`
  record Sleepers(String kind) implements Figure {
    static final int COUNT = 1_000_000;

    @Override
    public String id() {
      return "Sleepers." + kind + " count=" + COUNT;
    }
  }
}
