package dev.weft.lessons.exercise;

import dev.weft.TaskGroup;
import dev.weft.sim.Simulation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Takes orders. The customer gets the receipt at once, and a mail later.
public interface OrderDesk {

  /// Sends mails, which takes a second and may fail.
  @FunctionalInterface
  interface Mail {
    void confirm(String order) throws IOException, InterruptedException;
  }

  /// Where it is told that a mail could not be sent.
  @FunctionalInterface
  interface Complaints {
    void notSent(String order, IOException why);
  }

  /// Takes an order.
  ///
  /// @param order the order
  /// @param application the group of what may outlive a request; a failure in it touches nobody
  ///   else
  /// @param mail sends the mail
  /// @param complaints is told if it cannot be sent
  /// @return the receipt: `receipt for ` and the order
  String place(String order, TaskGroup application, Mail mail, Complaints complaints)
      throws InterruptedException;

  static void check(Supplier<OrderDesk> yours) throws NotYetException, InterruptedException {
    Trial.explore(100, () -> day(yours.get()));
  }

  private static boolean day(OrderDesk yours) throws NotYetException, InterruptedException {
    RandomGenerator random = Simulation.random();
    int bad = random.nextInt(5);
    var calls = new Calls();
    List<String> sent = new ArrayList<>();
    List<String> told = new ArrayList<>();
    TaskGroup.<Boolean, NotYetException>supervise(
        "application",
        application -> {
          for (int i = 0; i < 5; i++) {
            String order = "order-" + i;
            boolean isBad = i == bad;
            long before = Trial.millis();
            String receipt =
                yours.place(
                    order,
                    application,
                    it -> {
                      calls.take(1_000);
                      if (isBad) {
                        throw new IOException("no such address");
                      }
                      sent.add(it);
                    },
                    (it, why) -> told.add(it + ": " + why.getMessage()));
            Trial.require(
                Trial.millis() == before,
                () ->
                    "place() took %d ms; the customer should not wait for the mail"
                        .formatted(Trial.millis() - before));
            Trial.require(
                ("receipt for " + order).equals(receipt), () -> "the receipt says " + receipt);
            Thread.sleep(random.nextInt(600));
          }
          return true;
        });
    Trial.require(
        calls.now() == 0,
        () ->
            "the application has ended, mails still on their way: %d; they are lost, as nobody waited for them"
                .formatted(calls.now()));
    for (int i = 0; i < 5; i++) {
      String order = "order-" + i;
      String complaint = order + ": no such address";
      boolean isBad = i == bad;
      Trial.require(
          (isBad ? told : sent).contains(isBad ? complaint : order),
          () ->
              "the mail of %s %s"
                  .formatted(order, isBad ? "failed, and nobody was told" : "was never sent"));
    }
    Trial.require(
        sent.size() == 4 && told.size() == 1,
        () ->
            "4 mails can be sent and 1 fails, but sent are %s and told is %s"
                .formatted(sent, told));
    return true;
  }
}
