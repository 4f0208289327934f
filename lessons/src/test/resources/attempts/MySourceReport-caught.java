// refused: the report itself was cancelled, but it went on and says
import dev.weft.CancelledException;
import dev.weft.Tasks;
import dev.weft.lessons.exercise.SourceReport;
import java.util.List;

public final class MySourceReport implements SourceReport {
  @Override
  public List<String> lines(List<String> names, Source source) throws InterruptedException {
    return Tasks.gather(names, name -> line(name, source));
  }

  private static String line(String name, Source source) {
    try {
      return name + ": " + source.read(name);
    } catch (CancelledException e) {
      return name + ": cancelled, " + e.cancellation().reason();
    } catch (Exception e) {
      return name + ": failed, " + e.getMessage();
    }
  }
}
