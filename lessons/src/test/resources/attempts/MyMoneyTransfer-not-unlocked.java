// refused: left an account locked
import dev.weft.Shield;
import dev.weft.lessons.exercise.MoneyTransfer;
import java.math.BigDecimal;
import java.time.Duration;

public final class MyMoneyTransfer implements MoneyTransfer {
  @Override
  public void transfer(Bank bank, long from, long to, BigDecimal amount)
      throws RefusedException, InterruptedException {
    long cents = cents(amount);
    long low = Math.min(from, to);
    long high = Math.max(from, to);
    bank.lock(low);
    try {
      bank.lock(high);
      try {
        require(bank.balance(to).isPresent(), "there is no account " + to);
        require(bank.balance(from).orElse(0) >= cents, "account " + from + " has not enough");
        Shield.run(Duration.ofSeconds(5), () -> bank.add(from, -cents) + bank.add(to, cents));
        bank.unlock(high);
      } finally {
        // Both are unlocked if all went well.
      }
    } finally {
      bank.unlock(low);
    }
  }

  private static long cents(BigDecimal amount) throws RefusedException {
    require(amount.signum() > 0, "an amount of " + amount + " is not positive");
    BigDecimal cents = amount.movePointRight(2).stripTrailingZeros();
    require(cents.scale() <= 0 && cents.precision() < 18, amount + " is not in whole cents");
    return cents.longValueExact();
  }

  private static void require(boolean isRight, String otherwise) throws RefusedException {
    if (!isRight) {
      throw new RefusedException(otherwise);
    }
  }
}
