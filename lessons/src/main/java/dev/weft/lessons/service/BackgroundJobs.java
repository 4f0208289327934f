package dev.weft.lessons.service;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.weft.lessons.Lesson;
import dev.weft.lessons.service.Jobs.Work;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.stage.Stage;
import dev.weft.lessons.world.World;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// Work that outlives its process: in memory it does not, in the database it does.
final class BackgroundJobs implements Lesson {
  /// What a scheduler says of jobs that are broken off is what the lesson shows. Kept here, or it
  /// would be forgotten.
  private static final Logger CHATTERER = Logger.getLogger("com.github.kagkarlsson.scheduler");

  static {
    CHATTERER.setLevel(Level.OFF);
  }

  private final Stage stage;

  BackgroundJobs(Stage stage) {
    this.stage = stage;
  }

  @Override
  public void play() throws SQLException, InterruptedException {
    try (World world = World.open(stage.mode(), 6, JobRows.TABLES)) {
      Map<String, Long> table = SimulatedJobs.table();
      Function<Work, Jobs> processes =
          stage.mode() == Mode.SIMULATED
              ? work -> new SimulatedJobs(table, work)
              : work -> new SchedulerJobs(world.pool(), work);
      // Before the first act: what a scheduler is made of is loaded then.
      var post = new Post();
      Jobs first = processes.apply(post::send);
      first.start();
      stage.wrong("memory", "a queue in the memory of the process", this::inMemory);
      stage.right("durable", "jobs are rows", () -> inTheDatabase(post, first, processes));
    }
  }

  /// Mails of 0.6 s each.
  private final class Post {
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch second = new CountDownLatch(1);

    void send(String id) throws InterruptedException {
      if (id.equals("mail-2")) {
        second.countDown();
      }
      stage.run(id, () -> Thread.sleep(600));
      sent.add(id);
      stage.say("sent: " + id);
    }

    /// The moment at which the process ends: the second mail is on its way.
    void awaitTheMiddle() throws InterruptedException {
      second.await();
      Thread.sleep(200);
      stage.say("the process ends");
    }

    void tell() {
      stage.say("sent: " + sent);
    }

    void awaitAll() throws InterruptedException {
      while (sent.size() < 3) {
        Thread.sleep(20);
      }
    }
  }

  private void inMemory() throws InterruptedException {
    var post = new Post();
    // @start region=memory
    ExecutorService executor = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    for (String id : List.of("mail-1", "mail-2", "mail-3")) {
      Future<?> _ = executor.submit(() -> send(post, id)); // and the client is told 202
    }
    // @end
    post.awaitTheMiddle();
    executor.shutdownNow();
    executor.awaitTermination(1, TimeUnit.SECONDS);
    stage.say("after the next start there is nothing to do; sent: " + post.sent);
  }

  private static boolean send(Post post, String id) throws InterruptedException {
    post.send(id);
    return true;
  }

  private static void inTheDatabase(Post post, Jobs first, Function<Work, Jobs> processes)
      throws InterruptedException {
    for (String id : List.of("mail-1", "mail-2", "mail-3")) {
      first.add(id);
      Thread.sleep(5);
    }
    post.awaitTheMiddle();
    first.die();
    Jobs next = processes.apply(post::send);
    next.start();
    post.awaitAll();
    next.die();
    post.tell();
  }

  /// db-scheduler, on the tables of [JobRows].
  private static final class SchedulerJobs implements Jobs {
    private final ExecutorService executor =
        Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
    private final OneTimeTask<Void> mail;
    private final Scheduler scheduler;

    SchedulerJobs(DataSource database, Work work) {
      // @start region=durable
      mail =
          Tasks.oneTime("mail")
              .onFailure(new FailureHandler.OnFailureRetryLater<>(Duration.ofMillis(300)))
              .execute((job, context) -> perform(work, job.getId()));
      scheduler =
          Scheduler.create(database, mail)
              .threads(1)
              .executorService(executor)
              .pollingInterval(Duration.ofMillis(50))
              .build();
      // @end
    }

    private static void perform(Work work, String id) {
      try {
        work.run(id);
      } catch (InterruptedException e) {
        // The scheduler counts any failure, and takes the job up again.
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void start() {
      scheduler.start();
    }

    @Override
    public void add(String id) {
      scheduler.schedule(mail.instance(id), Instant.now());
    }

    @Override
    public void die() {
      scheduler.pause();
      executor.shutdownNow();
      Thread.ofPlatform().daemon().start(scheduler::stop);
    }
  }
}
