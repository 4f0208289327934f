package dev.weft.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Waits;
import dev.weft.loop.EventLoop;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchOnLoopTest {

  @Test
  void itemsNeedNoLocks_onTheLoop() throws Exception {
    var plain = new int[1];
    EventLoop.run(() ->
        Batch.over(new Numbers(500))
            .concurrency(7)
            .forEach(_ -> {
              int before = plain[0];
              before++;
              plain[0] = before;
              Thread.sleep(0, 1);
            }));
    assertThat(plain[0]).isEqualTo(500);
  }

  @Test
  void consumerGetsItsTurn_amongItemsThatDoNotBlock() throws Exception {
    List<Integer> got =
        EventLoop.run(() ->
            Batch.over(new Numbers(5_000))
                .concurrency(3)
                .inOrder(
                    i -> i,
                    results -> {
                      List<Integer> all = new ArrayList<>();
                      results.forEach(item -> all.add(item.value()));
                      return all;
                    }));
    assertThat(got).isEqualTo(IntStream.range(0, 5_000).boxed().toList());
  }

  @Test
  void othersGetTheirTurn_amongItemsThatDoNotBlock() throws Exception {
    var processed = new int[1];
    int seen =
        EventLoop.run(() ->
            TaskGroup.run(group -> {
              Task<Progress> batch =
                  group.start(
                      "batch", () -> Batch.over(Numbers.endless()).forEach(_ -> processed[0]++));
              while (processed[0] == 0) {
                Thread.sleep(0, 1);
              }
              batch.cancel("seen");
              batch.join();
              return processed[0];
            }));
    assertThat(seen).isPositive();
  }

  @Test
  void failuresAndCancellations_areAsElsewhere() {
    assertThatThrownBy(() ->
            EventLoop.run(() ->
                Batch.over(Numbers.endless())
                    .concurrency(3)
                    .asCompleted(
                        i -> {
                          if (i == 2) {
                            throw new SQLException("item " + i);
                          }
                          return Waits.<Integer>forever();
                        },
                        Results::next)))
        .isInstanceOf(SQLException.class)
        .hasMessage("item 2");
  }
}
