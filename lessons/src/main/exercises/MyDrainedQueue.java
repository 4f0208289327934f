import dev.weft.lessons.exercise.DrainedQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

public final class MyDrainedQueue implements DrainedQueue {
  private final BlockingQueue<String> jobs = new LinkedBlockingQueue<>();
  private volatile boolean isStopped;

  @Override
  public boolean submit(String job) {
    return !isStopped && jobs.add(job);
  }

  @Override
  public void stop() {
    isStopped = true;
  }

  @Override
  public List<String> run(Handler handler, Duration drain) throws InterruptedException {
    while (!isStopped) {
      String job = jobs.poll(100, TimeUnit.MILLISECONDS);
      if (job != null) {
        handler.handle(job);
      }
    }
    return List.of();
  }
}
