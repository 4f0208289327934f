import dev.weft.Resources;
import dev.weft.lessons.exercise.SafeQuery;
import java.io.IOException;

public final class MySafeQuery implements SafeQuery {
  @Override
  public String read(Database database, String sql) throws IOException, InterruptedException {
    // Closed in reverse order, each shielded and within 10 s.
    try (var resources = new Resources()) {
      Connection connection = database.connect();
      resources.onClose("connection", connection::release);
      Transaction transaction = connection.begin();
      resources.onClose("transaction", transaction::end);
      return transaction.query(sql);
    }
  }
}
