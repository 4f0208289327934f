import dev.weft.ReturnWhen;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.Tasks;
import dev.weft.lessons.exercise.DrainedQueue;
import dev.weft.sync.Channel;
import dev.weft.sync.ChannelClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

public final class MyDrainedQueue implements DrainedQueue {
  private final Channel<String> jobs = Channel.bounded("jobs", 1_000);
  private final CountDownLatch stopping = new CountDownLatch(1);

  @Override
  public boolean submit(String job) {
    try {
      return jobs.trySend(job);
    } catch (ChannelClosedException e) {
      return false;
    }
  }

  @Override
  public void stop() {
    // What is inside can still be received.
    jobs.close();
    stopping.countDown();
  }

  @Override
  public List<String> run(Handler handler, Duration drain) throws InterruptedException {
    List<String> left = new ArrayList<>();
    TaskGroup.run(
        group -> {
          Task<Void> worker = group.start("worker", () -> work(handler, left));
          stopping.await();
          Tasks.await(List.of(worker), ReturnWhen.ALL_COMPLETED, drain);
          worker.cancel("the time to drain is over");
          return null;
        });
    jobs.forEach(left::add);
    return left;
  }

  private Void work(Handler handler, List<String> inHand) throws InterruptedException {
    jobs.forEach(
        job -> {
          inHand.add(job);
          handler.handle(job);
          inHand.remove(job);
        });
    return null;
  }
}
