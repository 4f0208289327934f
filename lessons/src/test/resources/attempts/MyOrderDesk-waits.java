// refused: place() took 1000 ms
import dev.weft.TaskGroup;
import dev.weft.lessons.exercise.OrderDesk;
import java.io.IOException;

public final class MyOrderDesk implements OrderDesk {
  @Override
  public String place(String order, TaskGroup application, Mail mail, Complaints complaints)
      throws InterruptedException {
    try {
      mail.confirm(order);
    } catch (IOException e) {
      complaints.notSent(order, e);
    }
    return "receipt for " + order;
  }
}
