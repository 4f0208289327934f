package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopKeepsNothingTest {

  private static final class Resource implements AutoCloseable {
    @Override
    public void close() {}
  }

  @Test
  void loopThatLivesOn_doesNotKeepTheValuesOfItsTasks() throws Exception {
    try (EventLoop loop = EventLoop.start()) {
      List<WeakReference<Resource>> values = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        var task =
            loop.submit(
                "open",
                () -> {
                  var made = new Resource();
                  values.add(new WeakReference<>(made));
                  return made;
                });
        while (!task.isDone()) {
          Thread.sleep(1);
        }
      }
      // The last one may still be in a frame of the carrier.
      loop.call("after", () -> 1);
      for (int i = 0; i < 100 && values.stream().anyMatch(value -> value.get() != null); i++) {
        System.gc();
        Thread.sleep(10);
      }
      assertThat(values).hasSize(10).allMatch(value -> value.get() == null);
    }
  }
}
