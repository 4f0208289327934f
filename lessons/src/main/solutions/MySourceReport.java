import dev.weft.Outcome;
import dev.weft.Tasks;
import dev.weft.lessons.exercise.SourceReport;
import java.util.ArrayList;
import java.util.List;

public final class MySourceReport implements SourceReport {
  @Override
  public List<String> lines(List<String> names, Source source) throws InterruptedException {
    List<Outcome<String>> outcomes = Tasks.settle(names, source::read);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      lines.add(names.get(i) + ": " + text(outcomes.get(i)));
    }
    return lines;
  }

  private static String text(Outcome<String> outcome) {
    return switch (outcome) {
      case Outcome.Success<String>(var value) -> value;
      case Outcome.Failure<String>(var cause) -> "failed, " + cause.getMessage();
      case Outcome.Cancelled<String>(var why) -> "cancelled, " + why.reason();
    };
  }
}
