import dev.weft.Shield;
import dev.weft.lessons.exercise.SafeQuery;
import java.io.IOException;
import java.time.Duration;

public final class MySafeQuery implements SafeQuery {
  private static final Duration BOUND = Duration.ofSeconds(5);

  @Override
  public String read(Database database, String sql) throws IOException, InterruptedException {
    Connection connection = database.connect();
    try {
      Transaction transaction = connection.begin();
      try {
        return transaction.query(sql);
      } finally {
        Shield.<Object, IOException>run(
            BOUND,
            () -> {
              transaction.end();
              return null;
            });
      }
    } finally {
      Shield.run(
          BOUND,
          () -> {
            connection.release();
            return null;
          });
    }
  }
}
