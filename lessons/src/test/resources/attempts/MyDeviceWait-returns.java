// refused: the caller believes now that the device is ready
import dev.weft.lessons.exercise.DeviceWait;
import java.io.IOException;

public final class MyDeviceWait implements DeviceWait {
  @Override
  public void awaitReady(Device device) {
    boolean isReady = false;
    while (!isReady) {
      try {
        try {
          isReady = device.isReady();
        } catch (IOException e) {
          // Still cold.
        }
        if (!isReady) {
          Thread.sleep(1_000);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
