package dev.weft.bench.core;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/// Gives JMH the kind of thread that is named by a system property: so the measured code is on it
/// for a whole iteration, and how it comes there does not count.
public final class OwnerThreads extends AbstractExecutorService {
  /// The system property: the name of an [Owner].
  public static final String PROPERTY = "weft.bench.owner";

  private final Owner owner = Owner.valueOf(System.getProperty(PROPERTY));
  private volatile boolean shutdown;

  /// As JMH wants it.
  ///
  /// @param maxThreads not used
  /// @param prefix not used
  public OwnerThreads(int maxThreads, String prefix) {}

  @Override
  public void execute(Runnable work) {
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            owner.run(work);
          } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a benchmark", e);
          }
        });
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shutdown;
  }
}
