package dev.weft;

/// Breaks off a blocking call that must not be interrupted, for example by
/// `java.sql.Statement.cancel()`. See [Tasks#cancelWith(Canceller, Op)].
@FunctionalInterface
public interface Canceller {

  /// Asks the call to end. It runs on a thread of its own while the call is still blocked, possibly
  /// several times; a failure is logged and the next attempt follows. It must bound itself, by a
  /// time-out of its own: the task goes on only when it has returned, however short its deadline.
  ///
  /// @throws Exception if the call could not be asked
  void cancel() throws Exception;
}
