package dev.weft.lessons.stage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;

/// Work that keeps a thread, and the core below it, busy.
///
/// In the simulator it keeps the one thread that there is, and the clock goes on: as on an event
/// loop. What runs there on other cores has to be a sleep.
public final class Computing {
  private Computing() {}

  /// Hashes until a time has passed.
  ///
  /// @param time how long
  /// @return how many hashes that were: so much work was done
  public static long hash(Duration time) {
    MessageDigest digest = sha256();
    byte[] bytes = new byte[digest.getDigestLength()];
    long end = System.nanoTime() + time.toNanos();
    long count = 0;
    do {
      bytes = digest.digest(bytes);
      count++;
    } while (System.nanoTime() - end < 0);
    return count;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
