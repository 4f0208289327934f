// refused: deadlock
import dev.weft.lessons.exercise.Copier;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

public final class MyCopier implements Copier {
  @Override
  public void copy(Source source, Sink sink) throws IOException, InterruptedException {
    BlockingQueue<Optional<Integer>> queue = new ArrayBlockingQueue<>(8);
    Thread.startVirtualThread(() -> read(source, queue));
    for (var item = queue.take(); item.isPresent(); item = queue.take()) {
      sink.write(item.get());
    }
  }

  private static void read(Source source, BlockingQueue<Optional<Integer>> queue) {
    try {
      Optional<Integer> item;
      do {
        item = source.next();
        queue.put(item);
      } while (item.isPresent());
    } catch (IOException | InterruptedException e) {
      // The writer waits for ever.
    }
  }
}
