// refused: what is waited for then?
import dev.weft.Outcome.Success;
import dev.weft.Task;
import dev.weft.TaskGroup;
import dev.weft.lessons.exercise.GoodOffer;
import java.util.List;
import java.util.Optional;

public final class MyGoodOffer implements GoodOffer {
  @Override
  public Optional<Offer> find(List<String> sellers, int most, Market market)
      throws InterruptedException {
    return TaskGroup.supervise(
        group -> {
          List<Task<Integer>> tasks =
              sellers.stream()
                  .map(seller -> group.<Integer>start(seller, () -> market.ask(seller)))
                  .toList();
          for (Task<Integer> task : tasks) {
            if (task.join() instanceof Success<Integer>(var price) && price <= most) {
              group.cancel("found");
              return Optional.of(new Offer(task.name(), price));
            }
          }
          tasks.forEach(Task::outcome);
          return Optional.empty();
        });
  }
}
