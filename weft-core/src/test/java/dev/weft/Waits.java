package dev.weft;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What the tests wait for, with a bound.
public final class Waits {
  /// Generous, for machines that are busy with other things; who fails is not in a hurry.
  private static final Duration BOUND = Duration.ofSeconds(30);

  private Waits() {}

  public static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + BOUND.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + BOUND.toSeconds() + " s: " + what);
      }
      Thread.sleep(1);
    }
  }

  /// Waits for `latch`, also when interrupted.
  public static void until(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for `latch`: an operation.
  @SuppressWarnings("TypeParameterUnusedInFormals")
  static <T> @Nullable T await(CountDownLatch latch) throws InterruptedException {
    latch.await();
    return null;
  }

  /// Waits for `latch`, also when interrupted: an operation that does not heed its cancellation.
  @SuppressWarnings("TypeParameterUnusedInFormals")
  static <T> @Nullable T awaitUninterruptibly(CountDownLatch latch) {
    until(latch);
    return null;
  }

  /// Blocks until cancelled.
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public static <T> T forever() throws InterruptedException {
    Thread.sleep(Duration.ofMinutes(10));
    throw new AssertionError("waited for ever and was not cancelled");
  }
}
