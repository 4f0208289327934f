import dev.weft.Tasks;
import dev.weft.lessons.exercise.GoodOffer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

public final class MyGoodOffer implements GoodOffer {
  @Override
  public Optional<Offer> find(List<String> sellers, int most, Market market)
      throws InterruptedException {
    try {
      List<Integer> prices = Tasks.gather(sellers, market::ask);
      for (int i = 0; i < sellers.size(); i++) {
        if (prices.get(i) <= most) {
          return Optional.of(new Offer(sellers.get(i), prices.get(i)));
        }
      }
    } catch (IOException e) {
      // One is closed.
    }
    return Optional.empty();
  }
}
