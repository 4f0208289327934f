// refused: they can be read side by side
import dev.weft.CancelledException;
import dev.weft.lessons.exercise.SourceReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

public final class MySourceReport implements SourceReport {
  @Override
  public List<String> lines(List<String> names, Source source) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      try {
        lines.add(name + ": " + source.read(name));
      } catch (CancelledException e) {
        lines.add(name + ": cancelled, " + e.cancellation().reason());
      } catch (IOException e) {
        lines.add(name + ": failed, " + e.getMessage());
      }
    }
    return lines;
  }
}
