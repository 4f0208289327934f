package dev.weft.contract;

/// The JVM's own scheduler, from a virtual thread.
public final class Parallel implements SchedulerUnderTest {

  @Override
  public void run(Runnable test) {
    Carried.run(test);
  }

  @Override
  public void requireHere() {
    Carried.require("ForkJoinPool-1-worker-");
  }

  @Override
  public boolean isParallel() {
    return true;
  }

  @Override
  public String toString() {
    return "parallel";
  }
}
