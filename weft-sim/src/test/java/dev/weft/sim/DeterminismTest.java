package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.Deadline;
import dev.weft.Op;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.sync.Limiter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeterminismTest {

  /// A program with a bit of everything, which fails so that its trace is told.
  static final Op<Object, Exception> MIXED =
      () -> {
        var limiter = Limiter.of("database", 2);
        TaskGroup.run(group -> {
          for (int i = 0; i < 5; i++) {
            group.start(
                "worker-" + i,
                () ->
                    limiter.run(() -> {
                      Thread.sleep(ThreadLocalRandom.current().nextInt(1, 50));
                      return Tasks.gather(() -> nap(3), () -> nap(2), () -> 1);
                    }));
          }
          return Deadline.within(Duration.ofMillis(20), () -> nap(1_000), () -> 0);
        });
        throw new IllegalStateException("the end");
      };

  private static int nap(int millis) throws InterruptedException {
    Thread.sleep(millis);
    return millis;
  }

  static String trace(long seed) {
    var thrown =
        catchThrowableOfType(IllegalStateException.class, () -> Simulation.run(seed, MIXED));
    return ((SimulationFailure) thrown.getSuppressed()[0]).trace();
  }

  @Test
  void sameSeed_hasTheSameTrace_aThousandTimes() {
    String first = trace(42);
    assertThat(first.lines().count()).isGreaterThan(30);
    for (int i = 0; i < 1_000; i++) {
      assertThat(trace(42)).isEqualTo(first);
    }
  }

  @Test
  void seeds_differ() {
    Set<String> traces = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      traces.add(trace(seed));
    }
    assertThat(traces).hasSizeGreaterThan(90);
  }

  @Test
  void sameSeed_hasTheSameTrace_inAnotherJvm() throws Exception {
    assertThat(inAnotherJvm()).isEqualTo(inAnotherJvm()).isEqualTo(trace(42) + drawn(42));
  }

  /// What depends on chance in a JVM of its own.
  private static String drawn(long seed) {
    try {
      return Simulation.run(
          seed,
          () -> {
            List<Integer> shuffled = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
            Collections.shuffle(shuffled);
            return String.join(
                "\n",
                shuffled.toString(),
                Set.of("a", "b", "c", "d", "e").toString(),
                Set.of("f", "g").toString(),
                Arrays.toString(Set.of("h", "i").toArray()),
                Map.of("j", 1, "k", 2, "l", 3).toString(),
                UUID.randomUUID().toString(),
                String.valueOf(new SplittableRandom().nextLong()),
                String.valueOf(RandomGenerator.getDefault().nextLong()),
                String.valueOf(RandomGenerator.of("Xoshiro256PlusPlus").nextLong()),
                String.valueOf(new Random().nextLong()),
                String.valueOf(ThreadLocalRandom.current().nextLong()),
                String.valueOf(Math.random()));
          });
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyKindOfChance_followsTheSeed() {
    assertThat(drawn(1)).isEqualTo(drawn(1));
    List<String> one = drawn(1).lines().toList();
    List<String> other = drawn(2).lines().toList();
    for (int line = 5; line < one.size(); line++) {
      assertThat(one.get(line)).isNotEqualTo(other.get(line));
    }
    assertThat(one.getFirst()).isNotEqualTo(other.getFirst());
    assertThat(UUID.fromString(one.get(5)).version()).isEqualTo(4);
    assertThat(UUID.fromString(one.get(5)).variant()).isEqualTo(2);
  }

  private static String inAnotherJvm() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), DeterminismTest.class.getName()));
    Process jvm =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out =
        new String(jvm.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(jvm.waitFor()).isZero();
    return out;
  }

  /// Prints the trace of a run.
  public static void main(String[] args) {
    System.out.print(trace(42) + drawn(42));
  }

  @Test
  void programThatDependsOnMoreThanItsSeed_isFoundOut() {
    var count = new AtomicInteger();
    assertThatThrownBy(() ->
            Simulation.create()
                .explore(
                    10,
                    () -> {
                      int n = count.incrementAndGet();
                      Tasks.gather(IntStream.range(0, n % 3 + 2).boxed().toList(), i -> nap(i));
                      return null;
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("not deterministic");
  }

  @Test
  void whatAJvmDoesOnce_isNoFinding() throws Exception {
    var isWarm = new AtomicBoolean();
    Exploration seen =
        Simulation.create()
            .explore(
                10,
                () -> {
                  if (isWarm.compareAndSet(false, true)) {
                    nap(1);
                  }
                  return nap(1);
                });
    assertThat(seen.runs()).isEqualTo(12);
  }

  @Test
  void failureThatDoesNotComeAgain_isAFinding() {
    var isWarm = new AtomicBoolean();
    assertThatThrownBy(() ->
            Simulation.create()
                .explore(
                    10,
                    () -> {
                      if (isWarm.compareAndSet(false, true)) {
                        nap(1);
                        throw new IllegalStateException("once");
                      }
                      return nap(1);
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("not deterministic");
  }

  @Test
  void choices_canBeReplayed_withoutTheSeed() {
    String trace = trace(7);
    var thrown = catchThrowableOfType(IllegalStateException.class, () -> Simulation.run(7, MIXED));
    String choices = ((SimulationFailure) thrown.getSuppressed()[0]).choices();
    var again =
        catchThrowableOfType(
            IllegalStateException.class,
            () -> Simulation.create().strategy(Strategy.replay(choices)).once(7, MIXED));
    assertThat(((SimulationFailure) again.getSuppressed()[0]).trace()).isEqualTo(trace);
  }

  @Test
  void choicesOfAnotherProgram_areRefused() {
    assertThatThrownBy(() ->
            Simulation.create()
                .strategy(Strategy.replay("99.99"))
                .once(1, () -> Tasks.gather(() -> nap(1), () -> nap(1))))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("do not fit this program");
    assertThatThrownBy(() -> Strategy.replay("1.x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"1.x\"");
  }
}
