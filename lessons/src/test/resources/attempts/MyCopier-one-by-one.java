// refused: it reads while it writes if it takes at most
import dev.weft.lessons.exercise.Copier;
import java.io.IOException;
import java.util.Optional;

public final class MyCopier implements Copier {
  @Override
  public void copy(Source source, Sink sink) throws IOException, InterruptedException {
    for (Optional<Integer> item = source.next(); item.isPresent(); item = source.next()) {
      sink.write(item.get());
    }
  }
}
