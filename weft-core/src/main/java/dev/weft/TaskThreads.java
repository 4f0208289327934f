package dev.weft;

/// Makes the virtual threads that tasks run on: the seam for a scheduler of virtual threads.
///
/// A task that is run on threads of one (see [TaskHost]) hands them down: all tasks below it get
/// theirs from there, whichever thread starts them.
@FunctionalInterface
public interface TaskThreads {

  /// Makes a virtual thread.
  ///
  /// @param name its name
  /// @param body what it runs
  /// @return the thread, not started
  Thread unstarted(String name, Runnable body);
}
