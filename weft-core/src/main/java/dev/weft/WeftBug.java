package dev.weft;

/// An invariant of Weft's own does not hold. Never the caller's fault: please report it with its
/// message and stack.
public final class WeftBug extends AssertionError {
  private static final long serialVersionUID = 1L;

  WeftBug(String state) {
    super("broken invariant in weft, please report it: " + state);
  }
}
