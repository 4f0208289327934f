package dev.weft.lessons.mistakes;

import dev.weft.Application;
import dev.weft.TaskEvent;
import dev.weft.TaskEvent.FailureUnseen;
import dev.weft.TaskTree;
import dev.weft.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.stage.Stage;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Work that outlives its request: who hears of its failure, and who lets it end.
final class FireAndForget implements Lesson {
  private final Stage stage;
  private final AtomicInteger tried = new AtomicInteger();

  FireAndForget(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws InterruptedException {
    stage.wrong("lost", "nobody hears of the failure", this::lost);
    stage.wrong("cut", "nobody waits for the rest", this::cut);
    stage.right("application", "it belongs to the application", this::owned);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the mistake, which Error Prone knows
  private void lost() throws InterruptedException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      // @start region=lost
      executor.submit(() -> sendMail(17));
      respond("202 Accepted");
      // @end
    }
    stage.say("mail 17 has failed, and nobody was told");
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private void cut() throws InterruptedException {
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    // @start region=cut
    executor.submit(() -> sendMail(18));
    respond("202 Accepted");
    Thread.sleep(300);
    executor.shutdownNow(); // a new version is deployed
    // @end
    executor.close();
    stage.say("stopped; mail 18 was accepted, and not sent");
  }

  private void owned() throws InterruptedException {
    tried.set(0);
    try (var _ = TaskTree.listen(this::log)) {
      // @start region=application
      Application.run(app -> {
        app.start("mail 17", () -> sendMail(17));
        app.start("mail 18", () -> sendMail(18));
        respond("202 Accepted");
        app.start("operator", () -> deploy(app));
        app.serve();
      });
      // @end
    }
    stage.say("stopped; of 2 mails %d were tried to the end".formatted(tried.get()));
  }

  // @start region=deploy
  private boolean deploy(Application app) throws InterruptedException {
    Thread.sleep(300);
    app.stop("a new version is deployed"); // as SIGTERM does
    return true;
  }

  // @end

  // @start region=log
  private void log(TaskEvent event) {
    if (event instanceof FailureUnseen failed && failed.name().startsWith("mail")) {
      stage.say("log: " + failed.name() + " failed: " + failed.failure().getMessage());
    }
  }

  // @end

  private String sendMail(int order) throws IOException, InterruptedException {
    return stage.call(
        "mail " + order,
        () -> {
          try {
            return talkToServer(order);
          } finally {
            // Unless it is cut off.
            Tasks.checkCancelled();
            tried.incrementAndGet();
          }
        });
  }

  private static String talkToServer(int order) throws IOException, InterruptedException {
    if (order == 17) {
      Thread.sleep(600);
      throw new IOException("the mail server is full");
    }
    Thread.sleep(1_000);
    return "sent";
  }

  private void respond(String status) {
    stage.say(status);
  }
}
