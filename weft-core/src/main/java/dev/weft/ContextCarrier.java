package dev.weft;

/// Carries what belongs to the starter of a task to the thread that runs it: a logging context, a
/// trace, a [ScopedValue].
///
/// Without one a task sees of its starter: the tree (cancellation, deadlines); on a virtual thread
/// also the inheritable thread-locals and the context class loader; on a thread of an [Offload] the
/// context class loader. It sees no other thread-local and no [ScopedValue].
///
/// A carrier is installed once for the whole program and is asked at the start of every task, of
/// every operation of a combinator and of every job of an [Offload], on the starting thread. It
/// returns what is run in place of the operation, on the thread of the task. (asyncio and AnyIO
/// copy `contextvars`.)
///
/// ```java
/// var requests = ContextCarrier.install(op -> {
///   String request = REQUEST.get();              // a thread-local: taken from the starter
///   return () -> {
///     String before = REQUEST.get();
///     REQUEST.set(request);
///     try {
///       return op.call();
///     } finally {
///       REQUEST.set(before);
///     }
///   };
/// });
///
/// ContextCarrier.install(op -> {
///   User user = USER.orElse(ANONYMOUS);          // a ScopedValue
///   return () -> ScopedValue.where(USER, user).call(op::call);
/// });
/// ```
///
/// With Micrometer's context propagation: take a snapshot with `captureAll()` in place of the
/// thread-local, and call the operation within its `setThreadLocals()`.
@FunctionalInterface
public interface ContextCarrier {

  /// Called by the thread that starts a task. Must not block; what it throws, the start throws.
  ///
  /// @param op the operation of the task, perhaps within what other carriers made of it
  /// @return an operation that restores the context, calls `op` once, returns or throws what that
  ///   does, and leaves the thread as it was; or `op` itself
  Op<?, ?> carry(Op<?, ?> op);

  /// Has a carrier asked from now on, for tasks that are started from now on. Of several, the one
  /// that was installed first is outermost.
  ///
  /// @param carrier the carrier
  /// @return closing it takes the carrier away again; may be given to [Application#open]
  static Installation install(ContextCarrier carrier) {
    return Carriers.install(carrier);
  }

  /// A carrier that is asked until this is closed.
  @FunctionalInterface
  interface Installation extends AutoCloseable {

    /// Takes the carrier away; tasks that have started keep what it made of them. Without effect
    /// the second time.
    @Override
    void close();
  }
}
