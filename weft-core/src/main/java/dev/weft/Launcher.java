package dev.weft;

/// Has one task run by a thread of somebody else, instead of a virtual thread of its own.
interface Launcher {

  /// Has [Task#run()] called once by some thread, perhaps the calling one and before this returns;
  /// or ends the task in another way; or throws, when it does neither and never will.
  void launch(Task<?> task);

  /// The task is cancelled and has not begun; it may be about to. Called by whoever cancels,
  /// perhaps before it is launched, perhaps more than once; must not block.
  void cancelledUnbegun(Task<?> task);

  /// The operation has failed or was broken off. Called by the thread that runs it, in its scope.
  void threw(Throwable thrown);
}
