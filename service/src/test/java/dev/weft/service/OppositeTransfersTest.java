package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Transfers between two accounts in both directions at once, on a service of their own: a
/// connection tells the database's statistics of its deadlocks for certain only when it is closed.
class OppositeTransfersTest {
  private static final String DEADLOCKS =
      "select deadlocks from pg_stat_database where datname = current_database()";

  private static final String CONNECTIONS =
      """
      select count(*) from pg_stat_activity
      where application_name = 'weft' and datname = current_database()
      """;

  @RegisterExtension static final Programs PROGRAMS = new Programs();

  @Test
  void fortyAtOnce_allSucceed_withoutADeadlock_andNoMoneyIsMadeOrLost() throws Exception {
    TestDatabase database = PROGRAMS.newDatabase();
    database.execute("update accounts set balance = 100");
    long deadlocks = database.number(DEADLOCKS);
    Service service = Service.patient();
    try {
      service.start(database);
      fortyAtOnce(service);
    } finally {
      service.stop();
    }
    Await.until(
        "all connections are closed",
        Duration.ofSeconds(30),
        () -> database.number(CONNECTIONS) == 0);
    // One that was tried again with success is one too many: locks have an order.
    assertThat(database.number(DEADLOCKS)).isEqualTo(deadlocks);
    assertThat(database.query("select balance from accounts where id in (1, 2)"))
        .containsExactly("100.00", "100.00");
  }

  private static void fortyAtOnce(Service service) throws Exception {
    var together = new CyclicBarrier(40);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String key = "opposite-" + i;
        String order =
            "{\"from\":%d,\"to\":%d,\"amount\":\"1.01\"}".formatted(1 + i % 2, 2 - i % 2);
        answers.add(
            clients.submit(() -> {
              together.await();
              return Service.send(TransferTest.order(service, key, order).build()).statusCode();
            }));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(201);
      }
    }
  }
}
