package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadyQueueTest {
  private final ReadyQueue queue = new ReadyQueue();
  private final List<Integer> ran = new ArrayList<>();
  private int added;

  private void add() {
    int n = added++;
    queue.add(() -> ran.add(n));
  }

  @Test
  void runsInTheOrderOfAddition_howeverItGrows() {
    var random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      if (random.nextInt(5) < 3) {
        add();
      } else if (!queue.isEmpty()) {
        queue.runFirst();
      }
    }
    assertThat(queue.size()).isEqualTo(added - ran.size());
    while (!queue.isEmpty()) {
      queue.runFirst();
    }
    assertThat(ran).isEqualTo(IntStream.range(0, added).boxed().toList());
    assertThat(queue.done()).isEqualTo(added);
    assertThat(queue.running()).isNull();
  }

  @Test
  void whatRuns_isSeenUntilItHasEnded_alsoWhenTheQueueGrowsMeanwhile() {
    List<Runnable> seen = new ArrayList<>();
    Runnable grows =
        () -> {
          IntStream.range(0, 500).forEach(_ -> add());
          seen.add(queue.running());
        };
    queue.add(grows);
    queue.runFirst();
    assertThat(seen).containsExactly(grows);
    assertThat(queue.running()).isNotSameAs(grows);
    assertThat(queue.size()).isEqualTo(500);
  }

  @Test
  void runThatThrows_hasRun() {
    queue.add(() -> {
      throw new IllegalStateException("no luck");
    });
    add();
    assertThatThrownBy(queue::runFirst).hasMessage("no luck");
    queue.runFirst();
    assertThat(ran).containsExactly(0);
    assertThat(queue.isEmpty()).isTrue();
  }
}
