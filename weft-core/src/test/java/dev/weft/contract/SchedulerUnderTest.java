package dev.weft.contract;

/// A scheduler that the contract suite runs on; found by [java.util.ServiceLoader], so that another
/// module can add one. Its `toString()` names it in reports and in `-Dweft.schedulers=…`.
public interface SchedulerUnderTest {

  /// Runs `test` on a thread of its own that this schedules, outside every scope of Weft, and
  /// returns when it has ended. An interrupt of the caller is handed on to that thread. The test
  /// throws nothing.
  ///
  /// @param test what to run
  /// @throws Exception if the scheduler itself fails
  void run(Runnable test) throws Exception;

  /// Throws an [AssertionError] unless the calling thread is one of this scheduler's.
  void requireHere();

  /// Whether several tasks run at the same moment.
  ///
  /// @return false for a scheduler that runs one at a time
  default boolean isParallel() {
    return false;
  }
}
