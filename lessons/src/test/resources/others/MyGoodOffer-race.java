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
      return Optional.of(
          Tasks.<String, Offer, IOException>race(
              sellers,
              seller -> {
                int price = market.ask(seller);
                if (price > most) {
                  throw new IOException("too much");
                }
                return new Offer(seller, price);
              }));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
