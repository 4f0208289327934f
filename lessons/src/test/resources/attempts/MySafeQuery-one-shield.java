// refused: when the end of the transaction had failed with
import dev.weft.Shield;
import dev.weft.lessons.exercise.SafeQuery;
import java.io.IOException;
import java.time.Duration;

public final class MySafeQuery implements SafeQuery {
  @Override
  public String read(Database database, String sql) throws IOException, InterruptedException {
    Connection connection = database.connect();
    Transaction transaction = connection.begin();
    try {
      return transaction.query(sql);
    } finally {
      Shield.<Object, IOException>run(
          Duration.ofSeconds(5),
          () -> {
            transaction.end();
            connection.release();
            return null;
          });
    }
  }
}
