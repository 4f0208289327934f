package dev.weft.lessons.exercise;

import dev.weft.Op;
import dev.weft.Tasks;
import dev.weft.lessons.exercise.MoneyTransfer.RefusedException;
import dev.weft.sim.Simulation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a transfer must do, from the amounts to the interleavings.
final class TransferCheck {
  private static final int SEEDS = 1_000;

  private final Supplier<MoneyTransfer> yours;

  TransferCheck(Supplier<MoneyTransfer> yours) {
    this.yours = yours;
  }

  void run() throws NotYetException, InterruptedException {
    Trial.explore(100, this::amountIsExact);
    Trial.explore(10, this::badOnesAreRefused);
    Trial.explore(SEEDS, this::nothingIsLost);
    Trial.explore(50, this::overdrawnOnce);
    Trial.explore(20, this::othersGoOn);
    Trial.cancelEverywhere(2, this::allOrNothing);
  }

  private boolean amountIsExact() throws Exception {
    RandomGenerator random = Simulation.random();
    var bank = new CountedBank(1_000_000, 0);
    long paid = 0;
    for (int i = 0; i < 10; i++) {
      long cents = 1L + random.nextInt(2_000);
      paid += cents;
      BigDecimal amount = BigDecimal.valueOf(cents, 2);
      yours.get().transfer(bank, 1, 2, amount);
      String right = "[%d, %d]".formatted(1_000_000 - paid, paid);
      Trial.require(
          bank.toString().equals(right),
          () ->
              "after a transfer of %s the accounts have %s cents instead of %s"
                  .formatted(amount, bank, right));
    }
    return true;
  }

  private boolean badOnesAreRefused() throws NotYetException {
    refused(1, 2, "0.001", "an amount that is not in whole cents");
    refused(1, 2, "0", "an amount of 0");
    refused(1, 2, "-5.00", "a negative amount");
    refused(1, 2, "1000.01", "more than there is");
    refused(1, 9, "5.00", "an account that does not exist");
    refused(9, 1, "5.00", "the money of an account that does not exist");
    return true;
  }

  private void refused(long from, long to, String amount, String what) throws NotYetException {
    var bank = new CountedBank(100_000, 100_000);
    Exception thrown =
        Trial.thrownBy(() -> yours.get().transfer(bank, from, to, new BigDecimal(amount)));
    Trial.require(
        thrown instanceof RefusedException && bank.toString().equals("[100000, 100000]"),
        () ->
            "%s from account %d to %d, %s, should be refused, but transfer() %s, and of [100000, 100000] cents there are %s"
                .formatted(
                    amount, from, to, what, thrown == null ? "returned" : "threw " + thrown, bank));
    Trial.require(!bank.isLocked(), () -> "a transfer was refused and left an account locked");
  }

  private boolean nothingIsLost() throws Exception {
    RandomGenerator random = Simulation.random();
    var bank = new CountedBank(300, 300, 300);
    List<Op<Boolean, Exception>> transfers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      long from = random.nextInt(3);
      long to = (from + 1 + random.nextInt(2)) % 3;
      transfers.add(
          transfer(bank, from + 1, to + 1, BigDecimal.valueOf(random.nextInt(1, 200), 2)));
    }
    Tasks.gather(transfers);
    Trial.require(
        bank.sum() == 900 && !bank.isOverdrawn(),
        () -> "of [300, 300, 300] cents there are %s, together %d".formatted(bank, bank.sum()));
    return true;
  }

  private boolean overdrawnOnce() throws Exception {
    var bank = new CountedBank(100, 0, 0);
    Tasks.gather(
        List.of(
            transfer(bank, 1, 2, new BigDecimal("0.60")),
            transfer(bank, 1, 3, new BigDecimal("0.60"))));
    Trial.require(
        bank.sum() == 100 && bank.toString().startsWith("[40,"),
        () -> "of [100, 0, 0] cents 60 were to be paid twice, and now there are " + bank);
    return true;
  }

  private boolean othersGoOn() throws Exception {
    var bank = new CountedBank(100, 0, 100, 0);
    Tasks.gather(
        List.of(transfer(bank, 1, 2, BigDecimal.ONE), transfer(bank, 3, 4, BigDecimal.ONE)));
    Trial.require(
        Trial.millis() <= 20,
        () ->
            "a transfer takes 20 ms; two that have no account in common took %d ms at the same time"
                .formatted(Trial.millis()));
    return true;
  }

  private @Nullable Object allOrNothing() throws Exception {
    var bank = new CountedBank(100, 0);
    Exception thrown = Trial.thrownBy(() -> yours.get().transfer(bank, 1, 2, BigDecimal.ONE));
    Trial.require(
        bank.sum() == 100,
        () ->
            "a transfer was cancelled on its way, and of 100 cents there are %d: %s"
                .formatted(bank.sum(), bank));
    Trial.require(
        !bank.isLocked(), () -> "a transfer was cancelled on its way and left an account locked");
    if (thrown != null) {
      throw thrown;
    }
    return null;
  }

  /// A transfer that may be refused.
  private Op<Boolean, Exception> transfer(CountedBank bank, long from, long to, BigDecimal amount) {
    return () -> {
      try {
        yours.get().transfer(bank, from, to, amount);
        return true;
      } catch (RefusedException e) {
        return false;
      }
    };
  }
}
