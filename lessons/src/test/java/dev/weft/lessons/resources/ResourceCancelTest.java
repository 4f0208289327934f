package dev.weft.lessons.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Resources;
import dev.weft.lessons.resources.Resource.Lease;
import dev.weft.lessons.stage.Audience;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import dev.weft.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResourceCancelTest {

  @Test
  void whatWasOpened_isClosed_whereverItIsCancelled() throws InterruptedException {
    var opened = new AtomicInteger();
    Simulation.create()
        .cancelEverywhere(
            0,
            () -> {
              List<Lease> leases = new ArrayList<>();
              try {
                use(leases);
              } finally {
                opened.addAndGet(leases.size());
                assertThat(leases).noneMatch(Lease::isOpen);
              }
              return true;
            });
    assertThat(opened).hasPositiveValue();
  }

  private static void use(List<Lease> leases) throws InterruptedException {
    var stage = new Stage(Mode.SIMULATED, Audience.NONE);
    var lesson = new Resource(stage);
    stage.right(
        "use",
        "cancelled somewhere",
        () ->
            Resources.use(
                () -> {
                  Lease lease = lesson.new Lease("file");
                  leases.add(lease);
                  return lease;
                },
                lease -> {
                  lease.use();
                  return true;
                }));
  }
}
