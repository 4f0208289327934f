// refused: what does an interrupt that is set again do to the next sleep?
import dev.weft.lessons.exercise.DeviceWait;

public final class MyDeviceWait implements DeviceWait {
  @Override
  public void awaitReady(Device device) {
    while (true) {
      try {
        if (device.isReady()) {
          return;
        }
        Thread.sleep(1_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        sleep();
      }
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
