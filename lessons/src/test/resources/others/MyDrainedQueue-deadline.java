import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.TaskGroup;
import dev.weft.lessons.exercise.DrainedQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;

public final class MyDrainedQueue implements DrainedQueue {
  private final LinkedBlockingDeque<Optional<String>> jobs = new LinkedBlockingDeque<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private boolean isStopped;

  @Override
  public synchronized boolean submit(String job) {
    return !isStopped && jobs.add(Optional.of(job));
  }

  @Override
  public synchronized void stop() {
    isStopped = true;
    jobs.add(Optional.empty());
    stopping.countDown();
  }

  @Override
  public List<String> run(Handler handler, Duration drain) throws InterruptedException {
    TaskGroup.run(
        group -> {
          var worker = group.start("worker", () -> work(handler));
          stopping.await();
          try {
            Deadline.within(drain, () -> worker.join());
          } catch (DeadlineExceededException e) {
            worker.cancel("the time is over");
          }
          return null;
        });
    List<String> left = new ArrayList<>();
    jobs.forEach(job -> job.ifPresent(left::add));
    return left;
  }

  private Void work(Handler handler) throws InterruptedException {
    while (true) {
      Optional<String> job = jobs.take();
      if (job.isEmpty()) {
        return null;
      }
      try {
        handler.handle(job.get());
      } catch (InterruptedException e) {
        jobs.addFirst(job);
        throw e;
      }
    }
  }
}
