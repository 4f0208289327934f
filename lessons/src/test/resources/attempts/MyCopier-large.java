// refused: items had been read and not written, at most it may be 16
import dev.weft.Tasks;
import dev.weft.lessons.exercise.Copier;
import dev.weft.sync.Channel;
import java.io.IOException;
import java.util.Optional;

public final class MyCopier implements Copier {
  @Override
  public void copy(Source source, Sink sink) throws IOException, InterruptedException {
    Channel<Integer> channel = Channel.bounded(1_000_000);
    Tasks.<Object, Object, IOException>gather(
        () -> {
          try (channel) {
            Optional<Integer> item = source.next();
            while (item.isPresent()) {
              channel.send(item.get());
              item = source.next();
            }
          }
          return true;
        },
        () -> {
          channel.forEach(sink::write);
          return true;
        });
  }
}
