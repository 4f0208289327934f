import dev.weft.Tasks;
import dev.weft.lessons.exercise.Copier;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;

public final class MyCopier implements Copier {
  @Override
  public void copy(Source source, Sink sink) throws IOException, InterruptedException {
    var queue = new ArrayBlockingQueue<Optional<Integer>>(8);
    Tasks.<Object, Object, IOException>gather(
        () -> {
          Optional<Integer> item;
          do {
            item = source.next();
            queue.put(item);
          } while (item.isPresent());
          return true;
        },
        () -> {
          for (var item = queue.take(); item.isPresent(); item = queue.take()) {
            sink.write(item.get());
          }
          return true;
        });
  }
}
