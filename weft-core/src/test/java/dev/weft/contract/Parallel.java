package dev.weft.contract;

/// The JVM's own scheduler, from a virtual thread.
public final class Parallel implements SchedulerUnderTest {

  @Override
  public void run(Runnable test) {
    Carried.run(test);
  }

  @Override
  public void requireHere() {
    // Its number depends on whether a loop was made before it.
    Carried.require("ForkJoinPool-");
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
