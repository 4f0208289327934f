/// The event loop: a scheduler that runs virtual threads on one thread, one at a time.
///
/// - [EventLoop][dev.weft.loop.EventLoop] runs an operation and all that it starts on a loop, or
///   lives on and takes work from other threads.
///
/// Below it, package-private: `LoopScheduler` is the scheduler with its queue and timers, `Inbox`
/// takes what other threads hand in, `VirtualThreads` is the only class that reaches into the JDK.
package dev.weft.loop;
