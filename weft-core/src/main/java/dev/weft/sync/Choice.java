package dev.weft.sync;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

// Open -> settled: by the sender that counts on this receiver (Exchange.trySend), or by the
// receiver when it takes. Settled -> open: only by the receiver, while it waits in no line (see
// Selection).
/// From which channel a receiver takes its one item, once that is settled.
final class Choice {
  private final AtomicReference<@Nullable Exchange<?>> settled;

  // Set by whoever wakes the receiver, cleared by the receiver before it looks at its channels.
  private volatile boolean woken;

  private Choice(@Nullable Exchange<?> settled) {
    this.settled = new AtomicReference<>(settled);
  }

  static Choice open() {
    return new Choice(null);
  }

  static Choice of(Exchange<?> only) {
    return new Choice(only);
  }

  /// Whether it is, or is now, settled on `exchange`.
  boolean settle(Exchange<?> exchange) {
    return settled.get() == exchange || settled.compareAndSet(null, exchange);
  }

  boolean isSettledOn(Exchange<?> exchange) {
    return settled.get() == exchange;
  }

  boolean isOpenTo(Exchange<?> exchange) {
    Exchange<?> on = settled.get();
    return on == null || on == exchange;
  }

  void reopen() {
    settled.set(null);
  }

  void wake() {
    woken = true;
  }

  void beforeLook() {
    woken = false;
  }

  /// Whether the receiver was woken since it has begun to look.
  boolean isWoken() {
    return woken;
  }
}
