package dev.weft.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.bench.core.OwnerThreads;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

@Tag("slow")
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SuitesTest {

  static Stream<Figure.Jmh> benchmarks() {
    return Stream.concat(CoreSuite.rows().stream(), MicroSuite.rows().stream())
        .flatMap(row -> row.figures().stream())
        .distinct()
        .filter(Figure.Jmh.class::isInstance)
        .map(Figure.Jmh.class::cast);
  }

  @ParameterizedTest
  @MethodSource("benchmarks")
  void every_benchmark_of_a_suite_runs(Figure.Jmh figure) throws Exception {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(Jmh.pattern(figure))
            .forks(0)
            .mode(Mode.SingleShotTime)
            .warmupIterations(0)
            .measurementIterations(1)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    figure.params().forEach(options::param);
    options.param("count", "1000");
    System.setProperty("jmh.ignoreLock", "true");
    System.setProperty("jmh.executor", "CUSTOM");
    System.setProperty("jmh.executor.class", OwnerThreads.class.getName());
    System.setProperty(OwnerThreads.PROPERTY, figure.owner().name());

    Collection<RunResult> results = new Runner(options.build()).run();

    assertThat(results).hasSize(1);
  }

  @Test
  void every_benchmark_is_in_a_suite() {
    var known = new TreeSet<String>();
    BenchmarkList.defaultList()
        .getAll(null, List.of())
        .forEach(benchmark -> known.add(benchmark.getUsername()));

    assertThat(known)
        .isNotEmpty()
        .allMatch(name -> benchmarks().anyMatch(figure -> name.matches(Jmh.pattern(figure))));
  }
}
