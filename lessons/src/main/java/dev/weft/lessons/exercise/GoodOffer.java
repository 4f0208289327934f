package dev.weft.lessons.exercise;

import dev.weft.sim.Simulation;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Asks many sellers, and takes the first offer that is good enough.
public interface GoodOffer {

  /// What somebody offers.
  record Offer(String seller, int price) {}

  /// Where a seller is asked for a price. It takes a while and may fail.
  @FunctionalInterface
  interface Market {
    Integer ask(String seller) throws IOException, InterruptedException;
  }

  /// Asks all of them at once and looks at the prices in the order in which they come.
  ///
  /// @param sellers whom to ask
  /// @param most the highest price that is good
  /// @param market where to ask
  /// @return the first good offer to come, or empty if there is none; by then nobody is asked any
  ///   more
  Optional<Offer> find(List<String> sellers, int most, Market market) throws InterruptedException;

  static void check(Supplier<GoodOffer> yours) throws NotYetException, InterruptedException {
    // Sellers that fail when nobody needs them any more are looked at by nobody.
    Simulation simulation = Simulation.create().allowMistakes();
    Trial.explore(simulation, 200, () -> run(yours.get()));
    Trial.cancelEverywhere(simulation, 2, () -> run(yours.get()));
  }

  private static boolean run(GoodOffer yours) throws NotYetException, InterruptedException {
    RandomGenerator random = Simulation.random();
    List<Reply> replies =
        IntStream.range(0, 8)
            .mapToObj(i ->
                new Reply(
                    "seller-" + i,
                    100L * (1 + i * 5 % 8),
                    1 + random.nextInt(100),
                    random.nextInt(3) == 0))
            .toList();
    int most = random.nextInt(40);
    Optional<Reply> good =
        replies.stream()
            .filter(reply -> !reply.isFailing() && reply.price() <= most)
            .min(Comparator.comparingLong(Reply::millis));
    Optional<Offer> expected = good.map(reply -> new Offer(reply.seller(), reply.price()));
    var calls = new Calls();
    List<String> sellers = replies.stream().map(Reply::seller).toList();
    Optional<Offer> found =
        yours.find(
            sellers,
            most,
            seller -> {
              Reply reply = replies.get(sellers.indexOf(seller));
              calls.take(reply.millis());
              if (reply.isFailing()) {
                throw new IOException(seller + " is closed");
              }
              return reply.price();
            });
    Trial.require(
        found.equals(expected),
        () ->
            "up to %d the first good offer to come is %s, but find() returned %s"
                .formatted(most, expected, found));
    Trial.require(
        calls.now() == 0,
        () ->
            "when find() returned, sellers still being asked: %d; leave nobody behind"
                .formatted(calls.now()));
    long enough = good.map(Reply::millis).orElse(800L);
    Trial.require(
        Trial.millis() <= enough,
        () ->
            "%s after %d ms, but find() returned after %d; what is waited for then?"
                .formatted(
                    good.isPresent() ? "the offer was there" : "all had answered",
                    enough,
                    Trial.millis()));
    return true;
  }

  /// What a seller says, and after how long.
  record Reply(String seller, long millis, int price, boolean isFailing) {}
}
