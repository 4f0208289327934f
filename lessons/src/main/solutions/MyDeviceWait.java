import dev.weft.lessons.exercise.DeviceWait;
import java.io.IOException;

public final class MyDeviceWait implements DeviceWait {
  @Override
  public void awaitReady(Device device) throws InterruptedException {
    while (!isReady(device)) {
      Thread.sleep(1_000);
    }
  }

  private static boolean isReady(Device device) throws InterruptedException {
    try {
      return device.isReady();
    } catch (IOException e) {
      return false;
    }
  }
}
