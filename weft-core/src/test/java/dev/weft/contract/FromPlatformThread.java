package dev.weft.contract;

/// The JVM's own scheduler, from a platform thread, such as that of `main`.
public final class FromPlatformThread implements SchedulerUnderTest {

  @Override
  public void run(Runnable test) {
    test.run();
  }

  @Override
  public void requireHere() {
    if (Thread.currentThread().isVirtual()) {
      throw new AssertionError(Thread.currentThread() + " is not a platform thread");
    }
  }

  @Override
  public boolean isParallel() {
    return true;
  }

  @Override
  public String toString() {
    return "platform";
  }
}
