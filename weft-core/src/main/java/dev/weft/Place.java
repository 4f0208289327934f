package dev.weft;

import org.jspecify.annotations.Nullable;

/// Where jobs run. Two that are equal have the same threads.
sealed interface Place permits Workers, Borrowed {

  /// Has [Job#run()] called once, or throws.
  ///
  /// @param job the job
  /// @param around the job in this place that the caller works for, on whichever thread
  void accept(Job job, @Nullable Job around);

  /// The job was withdrawn: it need not be run any more.
  void forget(Job job);

  /// No job comes any more.
  void close();
}
