package dev.weft.lessons.mistakes;

import dev.weft.Offload;
import dev.weft.Op;
import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Computing;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import dev.weft.loop.EventLoop;
import dev.weft.loop.LongRun;
import dev.weft.loop.LoopOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What holds up an event loop, what does not, and who says so.
final class BlockingCall implements Lesson {
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final Stage stage;
  private final BlockingQueue<LongRun> reports = new LinkedBlockingQueue<>();

  BlockingCall(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException, ExecutionException {
    stage.wrong("callbacks", "a handler blocks the loop that calls it", this::callbacks);
    stage.right("blocking", "a blocking call gives way", this::blocking);
    stage.wrong("computing", "a computation keeps the loop", this::computing);
    stage.right("offload", "computing is done elsewhere", this::offloaded);
  }

  private void callbacks() throws InterruptedException, ExecutionException {
    try (ExecutorService loop = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
      // @start region=callbacks
      // loop: the one thread of a server that calls handlers back, as in Netty, Vert.x or Node.js
      Future<String> report = loop.submit(() -> queryReport());
      Future<String> ping = loop.submit(() -> "pong");
      // @end
      Tasks.gather(() -> answer("report", report::get), () -> answer("ping", ping::get));
    }
  }

  private void blocking() throws InterruptedException {
    // @start region=blocking
    Tasks.gather(() -> answer("report", () -> queryReport()), () -> answer("ping", () -> "pong"));
    // @end
  }

  // @start region=query
  private String queryReport() throws InterruptedException {
    Thread.sleep(1_000); // JDBC, for example
    return "42 rows";
  }

  // @end

  private void computing() throws InterruptedException {
    onALoop(
        () ->
            // @start region=computing
            Tasks.gather(
                () -> answer("ping", () -> sleep(700, "pong")),
                () -> answer("report", () -> sleep(200, "") + summary())) // keeps the thread
        // @end
        );
    Optional<LongRun> report =
        stage.mode() == Mode.SIMULATED
            ? Optional.empty()
            : Optional.ofNullable(reports.poll(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS));
    stage.measured(
        report
            .map(BlockingCall::text)
            .orElse(
                stage.mode() == Mode.SIMULATED
                    ? "on a real loop the summary is reported, with its stack"
                    : "nothing was reported"));
  }

  private void offloaded() throws InterruptedException {
    onALoop(
        () ->
            // @start region=offload
            Tasks.gather(
                () -> answer("ping", () -> sleep(700, "pong")),
                () -> answer("report", () -> sleep(200, "") + Offload.cores().call(this::summary)))
        // @end
        );
  }

  /// A loop of its own, which says who keeps it. In the simulator there are no loops, but one
  /// thread at a time.
  private <X extends Exception> void onALoop(Op<?, X> program) throws X, InterruptedException {
    if (stage.mode() == Mode.SIMULATED) {
      program.call();
      return;
    }
    // @start region=options
    LoopOptions options =
        LoopOptions.named("orders")
            .longRun(Duration.ofMillis(100))
            .onLongRun(run -> reports.add(run));
    // @end
    EventLoop.run(options, () -> Optional.ofNullable(program.call()));
  }

  private static String text(LongRun run) {
    String at =
        run.stack().stream()
            .filter(frame -> frame.getClassName().equals(BlockingCall.class.getName()))
            .map(frame -> " in " + frame.getMethodName() + "(" + frame.getFileName() + ")")
            .findFirst()
            .orElse("");
    return "reported: \"%s\" keeps loop \"%s\" for %d ms%s"
        .formatted(run.thread(), run.loop(), run.duration().toMillis(), at);
  }

  private static String sleep(long millis, String then) throws InterruptedException {
    Thread.sleep(millis);
    return then;
  }

  /// On other cores the simulator cannot compute, so something sleeps there.
  private String summary() throws InterruptedException {
    if (stage.mode() == Mode.SIMULATED && isOffloaded()) {
      Thread.sleep(LONG);
    } else {
      Computing.hash(LONG);
    }
    return "a summary";
  }

  private static boolean isOffloaded() {
    return Thread.currentThread().getName().startsWith("weft-cores");
  }

  private <X extends Exception> String answer(String request, Op<String, X> handler)
      throws X, InterruptedException {
    return stage.call(
        request,
        () -> {
          String answer = handler.call();
          stage.say(request + ": " + answer);
          return answer;
        });
  }
}
