package dev.weft.bench.micro;

import dev.weft.bench.core.Times;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// How many a batch has; a parameter, so that a test may try it with few.
@State(Scope.Benchmark)
public class Items {
  @Param("" + Times.BATCH)
  public int count;
}
