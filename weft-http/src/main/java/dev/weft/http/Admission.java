package dev.weft.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// Lets so many requests in at a time and no more, and none where there is too much to do already.
/// Those of exempt paths always come in, and do not count.
final class Admission {
  /// What a request was told at the door.
  enum Pass {
    /// It is in and has to leave again.
    COUNTED,
    /// It is in.
    EXEMPT,
    /// It is not.
    REFUSED
  }

  private final int most;
  private final Predicate<String> exempt;
  private final Predicate<String> overloaded;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();

  Admission(int most, Predicate<String> exempt, Predicate<String> overloaded) {
    this.most = most;
    this.exempt = exempt;
    this.overloaded = overloaded;
  }

  static Admission ofAll() {
    return new Admission(Integer.MAX_VALUE, _ -> true, _ -> false);
  }

  Pass enter(String path) {
    if (exempt.test(path)) {
      return Pass.EXEMPT;
    }
    // Never above the bound, not for a moment: others would be refused for one that is refused.
    if (!overloaded.test(path) && inside.getAndUpdate(n -> Math.min(n + 1, most)) < most) {
      return Pass.COUNTED;
    }
    refused.incrementAndGet();
    return Pass.REFUSED;
  }

  void leave(Pass pass) {
    if (pass == Pass.COUNTED) {
      inside.decrementAndGet();
    }
  }

  long refused() {
    return refused.get();
  }
}
