package dev.weft.flow;

import dev.weft.sync.RateLimiter;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a batch was told. Changed only while a new batch is made of another one.
final class Settings<I extends @Nullable Object> {
  private static final int CONCURRENCY = 16;
  private static final int LEAST_AHEAD = 16;

  String title = "batch";
  int concurrency = CONCURRENCY;

  /// How many finished results may wait for a consumer; negative: by the concurrency.
  int buffer = -1;

  OnFailure onFailure = OnFailure.END;
  @Nullable Consumer<? super Completed<I, ?>> onSkip;
  @Nullable Consumer<? super Progress> onProgress;
  @Nullable BatchMonitor monitor;
  @Nullable Duration itemDeadline;
  @Nullable RateLimiter rate;

  Settings() {}

  Settings(Settings<I> other) {
    title = other.title;
    concurrency = other.concurrency;
    buffer = other.buffer;
    onFailure = other.onFailure;
    onSkip = other.onSkip;
    onProgress = other.onProgress;
    monitor = other.monitor;
    itemDeadline = other.itemDeadline;
    rate = other.rate;
  }

  /// How many items may be started and not yet taken by the consumer.
  int window() {
    return (int) Math.min(Integer.MAX_VALUE, (long) concurrency + ahead());
  }

  /// How many more a consumer may take before it makes room for others, who then come together.
  int lag() {
    return ahead() / 2;
  }

  private int ahead() {
    return buffer < 0 ? Math.max(concurrency, LEAST_AHEAD) : buffer;
  }
}
