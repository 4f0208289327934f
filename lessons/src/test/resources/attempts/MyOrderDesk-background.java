// refused: was never sent
import dev.weft.TaskGroup;
import dev.weft.lessons.exercise.OrderDesk;
import java.io.IOException;

public final class MyOrderDesk implements OrderDesk {
  @Override
  public String place(String order, TaskGroup application, Mail mail, Complaints complaints) {
    application.startBackground(
        "mail of " + order,
        () -> {
          try {
            mail.confirm(order);
          } catch (IOException e) {
            complaints.notSent(order, e);
          }
          return null;
        });
    return "receipt for " + order;
  }
}
