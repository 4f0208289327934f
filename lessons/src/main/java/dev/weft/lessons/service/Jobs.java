package dev.weft.lessons.service;

/// A process that works off jobs, one at a time.
interface Jobs {

  /// Begins to work off what there is and what comes.
  void start();

  /// Adds a job, which is kept until it is done.
  void add(String id);

  /// Breaks off what runs, and works no more.
  void die();

  /// What a job does.
  @FunctionalInterface
  interface Work {

    /// Does it.
    void run(String id) throws InterruptedException;
  }
}
