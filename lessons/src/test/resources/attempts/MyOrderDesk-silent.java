// refused: failed, and nobody was told
import dev.weft.TaskGroup;
import dev.weft.lessons.exercise.OrderDesk;

public final class MyOrderDesk implements OrderDesk {
  @Override
  public String place(String order, TaskGroup application, Mail mail, Complaints complaints) {
    application.start(
        "mail of " + order,
        () -> {
          mail.confirm(order);
          return null;
        });
    return "receipt for " + order;
  }
}
