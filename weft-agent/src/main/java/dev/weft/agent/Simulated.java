package dev.weft.agent;

/// A simulation in progress, as the JDK's redirected calls see it. Called on its carrier alone.
public interface Simulated {

  /// Its monotonic clock.
  ///
  /// @return nanoseconds
  long nanoTime();

  /// Its wall clock.
  ///
  /// @return nanoseconds since 1970
  long epochNanos();

  /// A seed for a generator of random numbers that the program makes without one.
  ///
  /// @return the next seed
  long seed();

  /// Something is about to happen that takes real time or goes on outside.
  ///
  /// @param what what that is, for a message
  /// @param who the thread that goes on outside, or that waits for what does
  /// @throws Error if it is not allowed
  void outside(String what, Thread who);

  /// A thread took permits of a semaphore of the JDK.
  ///
  /// @param semaphore what those who wait for it are seen to wait on
  /// @param by the thread
  void acquired(Object semaphore, Thread by);

  /// A thread gave permits back.
  ///
  /// @param semaphore what those who wait for it are seen to wait on
  /// @param by the thread
  void released(Object semaphore, Thread by);
}
