package dev.weft;

/// The failure of a point of [Faults] that names none of its own.
public final class InjectedFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InjectedFault(String point) {
    super("fault injected at \"" + point + "\"");
  }
}
