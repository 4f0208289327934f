package dev.weft;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.contract.Case;
import dev.weft.contract.OnEveryScheduler;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@OnEveryScheduler
@Tag("slow")
class ApplicationTransferTest {

  /// Two accounts and a transaction that can be rolled back; it is closed after the last transfer.
  private static final class Bank implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger committed = new AtomicInteger();
    private final AtomicInteger rolledBack = new AtomicInteger();
    private final AtomicInteger usedAfterClose = new AtomicInteger();

    // Guarded by the lock.
    private int from = 1_000;
    private int to;
    private volatile boolean closed;

    void transfer(int amount) throws InterruptedException {
      lock.lockInterruptibly();
      try {
        use();
        int before = from;
        from -= amount;
        try {
          Races.block(50_000);
          Races.linger(200);
          Tasks.checkCancelled();
          to += amount;
          committed.incrementAndGet();
        } catch (InterruptedException e) {
          Shield.run(
              ofSeconds(10),
              () -> {
                // A rollback waits for the server.
                Thread.sleep(0, 1_000);
                use();
                from = before;
                return rolledBack.incrementAndGet();
              });
          throw e;
        }
      } finally {
        lock.unlock();
      }
    }

    private void use() {
      if (closed) {
        usedAfterClose.incrementAndGet();
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  @Case(57)
  void stopInTheMiddleOfTransfers_commitsOrRollsBackEachOfThem_beforeTheBankIsClosed()
      throws Exception {
    int committed = 0;
    int rolledBack = 0;
    for (int i = 0; i < Scale.of(300); i++) {
      var bank = new Bank();
      boolean drains = ThreadLocalRandom.current().nextInt(4) == 0;
      Application.run(app -> {
        app.open("bank", () -> bank);
        app.drainWithin(drains ? ofSeconds(10) : ofSeconds(0));
        for (int transfer = 0; transfer < 5; transfer++) {
          app.start(
              "transfer",
              () -> {
                bank.transfer(10);
                return null;
              });
        }
        app.start(
            "operator",
            () -> {
              Races.block(200_000);
              Races.linger(1_000);
              app.stop("maintenance");
              return null;
            });
        app.serve();
      });
      assertThat(bank.from + bank.to).as("money").isEqualTo(1_000);
      assertThat(bank.to).isEqualTo(10 * bank.committed.get());
      assertThat(bank.usedAfterClose).hasValue(0);
      assertThat(bank.closed).isTrue();
      committed += bank.committed.get();
      rolledBack += bank.rolledBack.get();
    }
    Scale.assertSeen("committed", committed);
    Scale.assertSeen("rolled back", rolledBack);
  }
}
