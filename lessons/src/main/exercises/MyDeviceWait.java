import dev.weft.lessons.exercise.DeviceWait;

public final class MyDeviceWait implements DeviceWait {
  @Override
  public void awaitReady(Device device) {
    while (true) {
      try {
        if (device.isReady()) {
          return;
        }
      } catch (Exception e) {
        // It is not ready, that is all.
      }
      try {
        Thread.sleep(1_000);
      } catch (InterruptedException e) {
        // Nobody interrupts this.
      }
    }
  }
}
