package dev.weft;

/// What a test must not leave behind on its thread.
public final class LeftOvers {
  private LeftOvers() {}

  public static void requireNone() {
    if (Thread.interrupted()) {
      throw new AssertionError("the test has left an interrupt behind on its thread");
    }
    if (Strand.current() != null) {
      throw new AssertionError("the test has not left the scopes of " + Strand.current());
    }
  }
}
