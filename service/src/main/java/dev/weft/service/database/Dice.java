package dev.weft.service.database;

/// A stream of numbers that a seed determines on every machine and in every JVM.
///
/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014), written
/// out because the JDK does not promise the algorithm of its own generators for ever.
final class Dice {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  Dice(long seed) {
    this.state = seed;
  }

  /// The same number for the same key, without a stream.
  static long hash(long key) {
    long z = (key + 1) * GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// A number from 0 to `bound - 1`.
  long below(long bound) {
    return Math.unsignedMultiplyHigh(next(), bound);
  }

  /// A number from 0 to `bound - 1`, low ones far more often than high ones: as few users write
  /// most of what is written.
  long skewedBelow(long bound) {
    // Integers only: floating point would do, but nobody should have to ask.
    long a = below(bound);
    long b = below(a + 1);
    return b;
  }

  boolean chance(int percent) {
    return below(100) < percent;
  }

  String pick(String... words) {
    return words[(int) below(words.length)];
  }

  private long next() {
    long result = hash(state);
    state++;
    return result;
  }
}
