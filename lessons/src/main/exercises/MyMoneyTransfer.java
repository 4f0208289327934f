import dev.weft.lessons.exercise.MoneyTransfer;
import java.math.BigDecimal;

public final class MyMoneyTransfer implements MoneyTransfer {
  @Override
  public void transfer(Bank bank, long from, long to, BigDecimal amount)
      throws RefusedException, InterruptedException {
    double cents = amount.doubleValue() * 100;
    bank.lock(from);
    try {
      bank.lock(to);
      try {
        bank.add(from, (long) -cents);
        bank.add(to, (long) cents);
      } finally {
        bank.unlock(to);
      }
    } finally {
      bank.unlock(from);
    }
  }
}
