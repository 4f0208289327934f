package dev.weft;

/// Is told what happens to tasks. Registered with [TaskTree#listen(TaskListener)].
///
/// It is called by the thread to which it happens, in the middle of that thread's work, and several
/// threads call it at once: it must be quick, must not block and must not start, await or cancel
/// tasks. What it throws is logged and touches nobody.
@FunctionalInterface
public interface TaskListener {

  /// Something has happened.
  ///
  /// @param event what; which kinds there are is sealed, so that a `switch` over them is exhaustive
  void on(TaskEvent event);
}
