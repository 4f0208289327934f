package dev.weft.lessons.exercise;

import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Transfers money from one account to another.
public interface MoneyTransfer {

  /// A bank, which counts in cents. Whoever looks at an account or changes it holds its lock.
  interface Bank {
    /// Waits for the lock of an account, of one that is missing too.
    void lock(long account) throws InterruptedException;

    void unlock(long account);

    /// How many cents there are; empty if there is no such account.
    OptionalLong balance(long account);

    /// Adds cents, or takes them if there is a minus, whether or not there are enough; takes 10 ms.
    ///
    /// @return how many accounts it has changed: 1, or 0 if there is no such account
    /// @throws InterruptedException if it is cancelled; nothing was changed
    int add(long account, long cents) throws InterruptedException;
  }

  /// A transfer is refused, and nothing was changed.
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    public RefusedException(String why) {
      super(why);
    }
  }

  /// Transfers exactly this amount, or nothing. Other accounts may be used at the same time.
  ///
  /// @param bank where
  /// @param from who pays
  /// @param to who is paid, another account
  /// @param amount how much, in whole currency: 0.29 is 29 cents
  /// @throws RefusedException if the amount is not positive or not in whole cents, if there is no
  ///   such account, or if there is not enough money
  /// @throws InterruptedException if it is cancelled: it was done or nothing was changed
  void transfer(Bank bank, long from, long to, BigDecimal amount)
      throws RefusedException, InterruptedException;

  static void check(Supplier<MoneyTransfer> yours) throws NotYetException, InterruptedException {
    new TransferCheck(yours).run();
  }
}
