package dev.weft.service.digest;

import dev.weft.Offload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

// The caller waits for its input on its own virtual thread and takes a core only for what it has
// already, a chunk or some thousand rounds at a time: a slow sender keeps no core busy, and many
// jobs take turns.
/// SHA-256, as often as asked for. Waiting is done on the caller's thread, computing on the cores.
public final class Digests {
  /// The most rounds there may be: some seconds on one core.
  public static final int MOST_ROUNDS = 20_000_000;

  private static final String ALGORITHM = "SHA-256";
  private static final int CHUNK = 64 * 1024;
  private static final int ROUNDS_AT_ONCE = 50_000;

  private final Offload cores;

  /// @param cores where to compute
  public Digests(Offload cores) {
    this.cores = cores;
  }

  /// Digests what `in` has, then the digest, and so on for all rounds.
  ///
  /// @param rounds from 1 to [#MOST_ROUNDS]
  /// @throws IllegalArgumentException if there are fewer or more
  /// @throws IOException if the input ends badly
  /// @throws InterruptedException if that is cancelled; the computation stops within a moment
  public Digest digest(InputStream in, int rounds) throws IOException, InterruptedException {
    if (rounds < 1 || rounds > MOST_ROUNDS) {
      throw new IllegalArgumentException(
          "%d rounds are not between 1 and %d".formatted(rounds, MOST_ROUNDS));
    }
    MessageDigest sha = sha256();
    byte[] chunk = new byte[CHUNK];
    long bytes = 0;
    for (int n = in.readNBytes(chunk, 0, CHUNK); n > 0; n = in.readNBytes(chunk, 0, CHUNK)) {
      int length = n;
      cores.call(() -> {
        sha.update(chunk, 0, length);
        return length;
      });
      bytes += n;
    }
    byte[] digest = cores.call(sha::digest);
    for (int left = rounds - 1; left > 0; left -= ROUNDS_AT_ONCE) {
      byte[] before = digest;
      int slice = Math.min(left, ROUNDS_AT_ONCE);
      digest = cores.call(() -> again(sha, before, slice));
    }
    return new Digest(ALGORITHM, rounds, bytes, HexFormat.of().formatHex(digest));
  }

  /// Digests a text, in UTF-8.
  ///
  /// @param rounds from 1 to [#MOST_ROUNDS]
  /// @throws InterruptedException if that is cancelled
  public Digest digest(String text, int rounds) throws InterruptedException {
    try {
      return digest(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), rounds);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be read", e);
    }
  }

  private static byte[] again(MessageDigest sha, byte[] first, int rounds) {
    byte[] digest = first;
    for (int round = 0; round < rounds; round++) {
      digest = sha.digest(digest);
    }
    return digest;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
