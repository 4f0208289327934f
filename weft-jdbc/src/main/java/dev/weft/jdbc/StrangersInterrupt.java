package dev.weft.jdbc;

/// An interrupt that was pending before a clean-up and is not Weft's: held back meanwhile, because
/// it would close the socket, and pending again afterwards.
final class StrangersInterrupt {
  private boolean held;

  /// Called inside the shield, where Weft's own interrupts are already taken back.
  void hold() {
    held = Thread.interrupted();
  }

  void release() {
    if (held) {
      Thread.currentThread().interrupt();
    }
  }
}
