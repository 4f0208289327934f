import dev.weft.lessons.exercise.DeviceWait;
import java.io.IOException;

public final class MyDeviceWait implements DeviceWait {
  @Override
  public void awaitReady(Device device) throws InterruptedException {
    while (true) {
      try {
        if (device.isReady()) {
          return;
        }
      } catch (IOException e) {
        // Still cold.
      }
      Thread.sleep(1_000);
    }
  }
}
