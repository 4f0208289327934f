// refused: the connection was released before its transaction had ended
import dev.weft.Resources;
import dev.weft.lessons.exercise.SafeQuery;
import java.io.IOException;

public final class MySafeQuery implements SafeQuery {
  @Override
  public String read(Database database, String sql) throws IOException, InterruptedException {
    try (var resources = new Resources()) {
      Connection connection = database.connect();
      Transaction transaction = connection.begin();
      resources.onClose("transaction", transaction::end);
      resources.onClose("connection", connection::release);
      return transaction.query(sql);
    }
  }
}
