// refused: still cold
import dev.weft.lessons.exercise.DeviceWait;
import java.io.IOException;

public final class MyDeviceWait implements DeviceWait {
  @Override
  public void awaitReady(Device device) throws InterruptedException {
    try {
      while (!device.isReady()) {
        Thread.sleep(1_000);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
