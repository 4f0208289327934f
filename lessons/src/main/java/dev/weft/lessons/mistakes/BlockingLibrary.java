package dev.weft.lessons.mistakes;

import dev.weft.ContextCarrier;
import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.Offload;
import dev.weft.Op;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A library that blocks its thread, and the pool in which that is allowed.
final class BlockingLibrary implements Lesson {
  private static final ScopedValue<String> USER = ScopedValue.newInstance();
  private static final Duration BUDGET = Duration.ofMillis(700);

  private final Stage stage;

  BlockingLibrary(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws Exception {
    try (ExecutorService pool =
        Executors.newFixedThreadPool(1, Thread.ofVirtual().name("legacy").factory())) {
      stage.wrong("executor", "nobody waits for it, but it runs on", () -> abandoned(pool));
      stage.wrong("context", "for whom?", () -> withoutContext(pool));
    }
    stage.right("offload", "the deadline reaches the library", this::offloaded);
    stage.right("carried", "the user comes along", this::withContext);
  }

  private void abandoned(ExecutorService pool) throws InterruptedException, ExecutionException {
    // @start region=executor
    Future<String> invoice = pool.submit(() -> render("invoice", 2_500));
    answer("invoice", invoice);
    Future<String> label = pool.submit(() -> render("label", 100));
    answer("label", label);
    // @end
    label.get();
  }

  // @start region=answer
  private void answer(String what, Future<String> page)
      throws InterruptedException, ExecutionException {
    try {
      stage.say(page.get(BUDGET.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      stage.say(what + ": 504, it took too long");
    }
  }

  // @end

  private void withoutContext(ExecutorService pool) throws Exception {
    // @start region=context
    ScopedValue.where(USER, "ann").call(() -> pool.submit(this::renderForUser).get());
    // @end
  }

  private void offloaded() throws InterruptedException {
    // @start region=offload
    try (Offload legacy = Offload.threads("legacy", 1)) {
      answerInTime("invoice", legacy, 2_500);
      answerInTime("label", legacy, 100);
    }
    // @end
  }

  // @start region=in-time
  private void answerInTime(String what, Offload legacy, long millis) throws InterruptedException {
    try {
      stage.say(Deadline.within(BUDGET, () -> legacy.call(() -> render(what, millis))));
    } catch (DeadlineExceededException e) {
      stage.say(what + ": 504, it took too long");
    }
  }

  // @end

  private void withContext() throws InterruptedException {
    // @start region=carried
    try (var _ = ContextCarrier.install(BlockingLibrary::carryUser); // once for the program
        Offload legacy = Offload.threads("legacy", 1)) {
      ScopedValue.where(USER, "ann").call(() -> legacy.call(this::renderForUser));
    }
    // @end
  }

  // @start region=carrier
  private static Op<?, ?> carryUser(Op<?, ?> op) {
    if (!USER.isBound()) {
      return op;
    }
    String user = USER.get();
    return () -> ScopedValue.where(USER, user).call(op::call);
  }

  // @end

  /// Stands for the library: blocks its thread, and heeds an interrupt.
  private String render(String what, long millis) throws InterruptedException {
    return stage.call(
        what,
        () -> {
          Thread.sleep(millis);
          return what + ": rendered";
        });
  }

  private String renderForUser() throws InterruptedException {
    String page = render("page", 300);
    stage.say(page + " for " + USER.orElse("nobody"));
    return page;
  }
}
