// refused: a release hung, and read() waited for it
import dev.weft.Resources;
import dev.weft.lessons.exercise.SafeQuery;
import java.io.IOException;
import java.time.Duration;

public final class MySafeQuery implements SafeQuery {
  @Override
  public String read(Database database, String sql) throws IOException, InterruptedException {
    try (var resources = new Resources()) {
      Connection connection = database.connect();
      resources.onClose("connection", Duration.ofDays(1), connection::release);
      Transaction transaction = connection.begin();
      resources.onClose("transaction", Duration.ofDays(1), transaction::end);
      return transaction.query(sql);
    }
  }
}
