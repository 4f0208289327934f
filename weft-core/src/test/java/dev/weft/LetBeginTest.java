package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.loop.EventLoop;
import org.junit.jupiter.api.Test;

/// On a loop, where who gives way and who begins is no accident.
class LetBeginTest {

  // Plain, as everything is on one carrier.
  private boolean ran;

  private Op<Boolean, RuntimeException> noteIt() {
    return () -> ran = true;
  }

  @Test
  void whoJoinsATaskThatDoesNotBlock_isNeverParked() throws Exception {
    try (var events = new RecordedEvents()) {
      EventLoop.run(() ->
          TaskGroup.run(
              "quick group",
              group -> {
                group.start("quick", noteIt()).join();
                assertThat(ran).isTrue();
                return group.start("too", noteIt());
              }));
      assertThat(events.of(TaskEvent.Blocked.class))
          .noneMatch(blocked -> blocked.on().contains("quick"));
    }
  }

  @Test
  void whoJoinsATaskThatBlocks_isParkedAndWoken() throws Exception {
    try (var events = new RecordedEvents()) {
      EventLoop.run(() ->
          TaskGroup.run(group -> {
            Task<?> slow =
                group.start(
                    "slow",
                    () -> {
                      Thread.sleep(1);
                      return null;
                    });
            return slow.join();
          }));
      assertThat(events.of(TaskEvent.Blocked.class))
          .filteredOn(blocked -> blocked.on().equals("task \"slow\""))
          .hasSize(1);
    }
  }

  @Test
  void aPendingInterrupt_isMetBeforeTheTaskBegins() throws Exception {
    EventLoop.run(() ->
        TaskGroup.run(group -> {
          Task<?> task = group.start(noteIt());
          Thread.currentThread().interrupt();
          assertThatThrownBy(task::join).isInstanceOf(InterruptedException.class);
          assertThat(ran).isFalse();
          return null;
        }));
    assertThat(ran).isTrue();
  }

  @Test
  void aBackgroundTaskThatHasNotBegun_doesNotBeginAtTheEndOfItsGroup() throws Exception {
    EventLoop.run(() -> TaskGroup.run(group -> group.startBackground("background", noteIt())));
    assertThat(ran).isFalse();
  }
}
