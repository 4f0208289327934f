import dev.weft.TaskGroup;
import dev.weft.lessons.exercise.OrderDesk;
import java.io.IOException;

public final class MyOrderDesk implements OrderDesk {
  @Override
  public String place(String order, TaskGroup application, Mail mail, Complaints complaints) {
    Thread.startVirtualThread(
        () -> {
          try {
            mail.confirm(order);
          } catch (IOException | InterruptedException e) {
            // It is only a mail.
          }
        });
    return "receipt for " + order;
  }
}
