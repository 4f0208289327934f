package dev.weft.jcstress;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Ways for an actor to spend time without a wait.
public final class Spin {
  private Spin() {}

  /// Spends a random time, mostly short, at most the time that it takes to wake a thread.
  public static void some() {
    for (int i = 1 << ThreadLocalRandom.current().nextInt(13); i > 0; i--) {
      Thread.onSpinWait();
    }
  }

  /// Until the other actor has published something.
  public static <T> T until(Supplier<@Nullable T> published) {
    while (true) {
      T value = published.get();
      if (value != null) {
        return value;
      }
      Thread.onSpinWait();
    }
  }
}
