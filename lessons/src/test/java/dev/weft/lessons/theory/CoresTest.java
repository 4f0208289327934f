package dev.weft.lessons.theory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lessons.Undisturbed;
import dev.weft.lessons.stage.Act;
import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Bar;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Performance;
import dev.weft.lessons.stage.Stage;
import dev.weft.loop.EventLoop;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// On real threads, where computing is computing.
class CoresTest {

  private static List<Bar> computing(Performance played, String region) {
    Act act = played.acts().stream().filter(a -> a.region().equals(region)).findAny().orElseThrow();
    return act.bars().stream()
        .filter(bar -> bar.name().startsWith("hash"))
        .sorted(Comparator.comparingLong(Bar::from))
        .toList();
  }

  private static long mostAtOnce(List<Bar> bars) {
    return bars.stream()
        .mapToLong(
            bar -> bars.stream().filter(b -> b.from() <= bar.from() && bar.from() < b.to()).count())
        .max()
        .orElse(0);
  }

  @Test
  @Tag("slow")
  void onALoop_oneComputes_onTheCores_asManyAsThereAreProcessors() throws Exception {
    Undisturbed.check(CoresTest::checkHowManyCompute);
  }

  private static void checkHowManyCompute() throws InterruptedException {
    var stage = new Stage(Mode.LOOP, Audience.NONE);
    EventLoop.run(() -> {
      new Cores(stage).play();
      return true;
    });
    Performance played = stage.performance();
    assertThat(mostAtOnce(computing(played, "loop"))).isEqualTo(1);
    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(mostAtOnce(computing(played, "cores"))).isEqualTo(Math.min(4, processors));
    assertThat(mostAtOnce(computing(played, "mixed"))).isBetween(1L, (long) processors);
  }
}
