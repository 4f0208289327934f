package dev.weft.bench;

import dev.weft.bench.core.OwnerThreads;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/// Measures JMH benchmarks, each call in one JVM of its own: JMH itself would run all JVMs of one
/// benchmark, then all of the next, and the machine may be another one by then.
final class Jmh {
  /// Of the benchmarks, which have unique names.
  private static final String PACKAGE = "dev\\.weft\\.bench\\.(core|micro)\\.";

  /// After less than this the compiler is still at work.
  private static final long WARM_UP_MILLIS = 1_400;

  private final TimeValue iteration;

  Jmh(TimeValue iteration) {
    this.iteration = iteration;
  }

  Sample measure(Figure.Jmh figure) throws RunnerException {
    long millis = iteration.convertTo(TimeUnit.MILLISECONDS);
    int warmUps = figure.isLong() ? 1 : (int) Math.ceilDiv(WARM_UP_MILLIS, millis);
    int measured = figure.isLong() ? 1 : 3;
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(pattern(figure))
            .forks(1)
            .warmupIterations(warmUps)
            .warmupTime(iteration)
            .measurementIterations(measured)
            .measurementTime(iteration)
            .timeUnit(TimeUnit.NANOSECONDS)
            .jvmArgs(Jvm.flags().toArray(String[]::new))
            .jvmArgsAppend(
                "-Xms1g",
                "-Xmx1g",
                "-Djmh.executor=CUSTOM",
                "-Djmh.executor.class=" + OwnerThreads.class.getName(),
                "-D" + OwnerThreads.PROPERTY + "=" + figure.owner())
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTime.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    figure.params().forEach(options::param);
    Collection<RunResult> results = new Runner(options.build()).run();
    RunResult result = results.iterator().next();
    Statistics nanos = result.getPrimaryResult().getStatistics();
    return new Sample(
        nanos.getPercentile(50),
        nanos.getPercentile(10),
        nanos.getMean(),
        secondary(result, CpuTime.LABEL),
        secondary(result, "gc.alloc.rate.norm"));
  }

  static String pattern(Figure.Jmh figure) {
    return "^" + PACKAGE + figure.benchmark().replace(".", "\\.") + "$";
  }

  @SuppressWarnings("rawtypes") // they are in JMH
  private static double secondary(RunResult result, String label) {
    for (var entry : result.getSecondaryResults().entrySet()) {
      if (entry.getKey().endsWith(label)) {
        return entry.getValue().getScore();
      }
    }
    return -1;
  }
}
