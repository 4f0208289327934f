package dev.weft.loop;

/// The platform thread of a loop.
final class Carrier extends Thread {
  final LoopScheduler scheduler;

  Carrier(LoopScheduler scheduler, String name) {
    super(null, scheduler::run, name, 0, false);
    this.scheduler = scheduler;
    setDaemon(true);
    setContextClassLoader(null);
  }
}
