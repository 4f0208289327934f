package dev.weft.lessons.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.TaskGroup;
import dev.weft.lessons.resources.Transfer.RefusedException;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.world.Sql;
import dev.weft.lessons.world.World;
import dev.weft.service.money.Amount;
import dev.weft.sim.Simulation;
import dev.weft.sim.SimulationFailure;
import dev.weft.sim.SimulationTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Ten orders at once between four accounts and one that does not exist, some of them twice, some
/// for more than there is, and each cut off at some moment.
class TransferSumTest {
  private static final int SEEDS = 1_000;
  private static final BigDecimal ALL = new BigDecimal("400.00");

  /// What has become of the orders of [#rightTransfers_keepTheSum_andNobodyOwes()], in all runs.
  private static final Set<String> OUTCOMES = ConcurrentHashMap.newKeySet();

  /// A test in which nothing is transferred would prove nothing.
  @AfterAll
  static void allKindsOfEnds_haveCome() {
    assertThat(OUTCOMES)
        .containsExactlyInAnyOrder(
            "made", "made before", "RefusedException", "DeadlineExceededException");
  }

  private record Order(String key, long from, long to, BigDecimal amount, Duration budget) {
    static Order random(RandomGenerator random) {
      long from = 1 + random.nextLong(4);
      return new Order(
          "key " + random.nextInt(8),
          from,
          1 + (from + random.nextLong(4)) % 5,
          BigDecimal.valueOf(1 + random.nextLong(15_000), 2),
          Duration.ofMillis(200 + random.nextLong(4_000)));
    }
  }

  @FunctionalInterface
  private interface Program {
    void run(Order order) throws Exception;
  }

  private static void runAll(Program program) throws InterruptedException {
    TaskGroup.run(group -> {
      for (int i = 0; i < 10; i++) {
        Order order = Order.random(Simulation.random());
        group.start(
            order.key(),
            () -> {
              program.run(order);
              return true;
            });
      }
      return true;
    });
  }

  @SimulationTest(seeds = SEEDS)
  void rightTransfers_keepTheSum_andNobodyOwes() throws SQLException, InterruptedException {
    try (World world = World.open(Mode.SIMULATED, 4, Duration.ofHours(1), Bank.TABLES)) {
      runAll(order -> transfer(world, order));
      assertThat(Transfer.sum(world.database())).isEqualTo(ALL);
      try (Connection connection = world.database().getConnection()) {
        List<BigDecimal> balances =
            Sql.rows(
                connection,
                "select id, balance from accounts where id in (?, ?) order by id for update",
                row -> row.getBigDecimal(2),
                1L,
                2L);
        balances.addAll(
            Sql.rows(
                connection,
                "select id, balance from accounts where id in (?, ?) order by id for update",
                row -> row.getBigDecimal(2),
                3L,
                4L));
        assertThat(balances).hasSize(4).allMatch(balance -> balance.signum() >= 0);
      }
    }
  }

  private static void transfer(World world, Order order) throws Exception {
    try {
      String outcome =
          Deadline.within(
              order.budget(),
              () ->
                  Transfer.transfer(
                      world.database(),
                      order.key(),
                      order.from(),
                      order.to(),
                      new Amount(order.amount())));
      OUTCOMES.add(outcome);
    } catch (RefusedException | DeadlineExceededException e) {
      // Then it was not made.
      OUTCOMES.add(e.getClass().getSimpleName());
    }
  }

  @Test
  void uncheckedTransfers_doNotKeepTheSum() {
    assertThatThrownBy(() ->
            Simulation.create()
                .explore(
                    SEEDS,
                    () -> {
                      uncheckedTransfers();
                      return true;
                    }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("400.00");
  }

  private static void uncheckedTransfers() throws SQLException, InterruptedException {
    try (World world = World.open(Mode.SIMULATED, 4, Duration.ofHours(1), Bank.TABLES)) {
      runAll(order -> {
        try {
          Transfer.transferUnchecked(world.pool(), order.from(), order.to(), order.amount());
        } catch (SQLException e) {
          // A deadlock, for example; then it was not made.
        }
      });
      assertThat(Transfer.uncheckedSum(world.pool())).isEqualTo(ALL);
    }
  }
}
