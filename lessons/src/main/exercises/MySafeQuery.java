import dev.weft.lessons.exercise.SafeQuery;
import java.io.IOException;

public final class MySafeQuery implements SafeQuery {
  @Override
  public String read(Database database, String sql) throws IOException, InterruptedException {
    Connection connection = database.connect();
    try {
      Transaction transaction = connection.begin();
      try {
        return transaction.query(sql);
      } finally {
        transaction.end();
      }
    } finally {
      connection.release();
    }
  }
}
