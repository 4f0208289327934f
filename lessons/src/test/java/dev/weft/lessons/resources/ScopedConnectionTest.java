package dev.weft.lessons.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Shield;
import dev.weft.Tasks;
import dev.weft.lessons.stage.Mode;
import dev.weft.lessons.world.Sql;
import dev.weft.lessons.world.World;
import dev.weft.sim.Simulation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScopedConnectionTest {

  @Test
  void connection_goesBack_whereverItsTaskIsCancelled() throws InterruptedException {
    Simulation.create()
        .cancelEverywhere(
            0,
            () -> {
              try (World world = World.open(Mode.SIMULATED, 1, Connections.tables())) {
                use(world);
              }
              return true;
            });
  }

  private static void use(World world) throws SQLException, InterruptedException {
    try (Connection connection = world.database().getConnection()) {
      Sql.sleep(connection, 1);
    } catch (SQLException e) {
      // JDBC can throw nothing else when it is cancelled.
      Tasks.checkCancelled();
      throw e;
    } finally {
      Shield.run(
          Duration.ofMinutes(1),
          () -> {
            Thread.sleep(1_000); // one that has come too late goes back by itself
            assertThat(world.lent()).isZero();
            assertThat(world.running()).isZero();
            assertThat(Connections.users(world.database())).hasSize(2);
            return true;
          });
    }
  }
}
