package dev.weft.bench.micro;

/// What a virtual thread does again and again.
@FunctionalInterface
interface Turn {
  void take() throws InterruptedException;

  /// Starts a virtual thread that takes so many turns.
  static Thread start(Turn turn, int times) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            for (int i = 0; i < times; i++) {
              turn.take();
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
