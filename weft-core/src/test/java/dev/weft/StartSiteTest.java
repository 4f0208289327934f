package dev.weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class StartSiteTest {

  private static StackTraceElement here() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().toStackTraceElement());
  }

  private static StartSite start(TaskGroup group, Op<?, ?> op) throws InterruptedException {
    Task<?> task = group.start("named", op);
    task.join();
    return task.site();
  }

  @Test
  void theSiteOfALambda_isTheLineThatStartsIt_alsoTheSecondTime() throws Exception {
    TaskGroup.run(group -> {
      for (int i = 0; i < 3; i++) {
        // One statement per line, since lines are what is compared.
        StackTraceElement here = here();
        StartSite site = group.start("task", () -> 1).site();
        assertThat(site.first()).isFalse();
        assertThat(site.frame().getLineNumber()).isEqualTo(here.getLineNumber() + 1);
        assertThat(site.frame().getFileName()).isEqualTo("StartSiteTest.java");
        assertThat(site.toString())
            .matches("dev\\.weft\\.StartSiteTest\\..*\\(StartSiteTest\\.java:\\d+\\)");
      }
      return null;
    });
  }

  private record Named(int result) implements Op<Integer, RuntimeException> {
    @Override
    public Integer call() {
      return result;
    }
  }

  @Test
  void aNamedClass_hasItsFirstSite_andSaysSo() throws Exception {
    TaskGroup.run(group -> {
      StartSite first = group.start("first", new Named(1)).site();
      StartSite second = group.start("second", new Named(2)).site();
      assertThat(first.first()).isTrue();
      assertThat(second).isEqualTo(first);
      assertThat(first.toString()).startsWith("first at dev.weft.StartSiteTest.");
      return null;
    });
  }

  @Test
  void anAnonymousClass_isAsGoodAsALambda() throws Exception {
    TaskGroup.run(group -> {
      StartSite site =
          start(
              group,
              new Op<Integer, RuntimeException>() {
                @Override
                public Integer call() {
                  return 1;
                }
              });
      assertThat(site.first()).isFalse();
      return null;
    });
  }

  @Test
  void itemsOfACombinator_haveTheSiteOfTheirOwnOperation() throws Exception {
    try (var events = new RecordedEvents()) {
      var _ = Tasks.gather(java.util.List.of(1, 2), item -> item + 1);
      int here = here().getLineNumber() - 1;
      var _ = Tasks.gather(java.util.List.of(1, 2), item -> item + 2);
      assertThat(events.of(TaskEvent.Started.class))
          .filteredOn(event -> !event.name().equals("gather"))
          .extracting(event -> event.site().frame().getLineNumber())
          .containsExactly(here, here, here + 2, here + 2);
    }
  }

  @Test
  void groups_haveTheSiteOfTheirOpening() throws Exception {
    StartSite site = TaskGroup.run(TaskGroup::site);
    assertThat(site.frame().getMethodName()).isEqualTo("groups_haveTheSiteOfTheirOpening");
  }

  @Test
  void exactSites_areWalkedEachTime() throws Exception {
    Callable<StartSite> walk = () -> Sites.walk(false);
    StartSite first = walk.call();
    StartSite second = walk.call();
    assertThat(first).isEqualTo(second);
    assertThat(Sites.walk(false)).isNotEqualTo(first);
  }

  @Test
  void weftsOwnOperations_haveNone() {
    assertThat(Sites.of(new Object())).isNotNull();
    assertThat(Sites.of(new Cancellation("any class of Weft's", "test"))).isNull();
  }
}
