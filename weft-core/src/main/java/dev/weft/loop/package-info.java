/// The event loop: a scheduler that runs virtual threads on one thread, one at a time.
///
/// - An [EventLoop][dev.weft.loop.EventLoop] runs an operation and all that it starts, or lives on
///   and takes work from other threads. An [EventLoopGroup][dev.weft.loop.EventLoopGroup] is one
///   per core.
/// - [LoopStats][dev.weft.loop.LoopStats] are its figures, a [LongRun][dev.weft.loop.LongRun] is a
///   task that keeps it from running others, which is logged.
/// - A [StarvationWatch][dev.weft.loop.StarvationWatch] notices the same of the JVM's own
///   scheduler, from when it is opened.
///
/// Below them, package-private: `LoopScheduler` is the scheduler, `ReadyQueue` and `LoopTimers` are
/// what it runs next, and `Inbox` is where other threads hand in and wake it. The `Watchdog` looks
/// after loops from outside. `VirtualThreads` is the only class that reaches into the JDK.
package dev.weft.loop;
