package dev.weft;

import java.util.concurrent.atomic.AtomicInteger;

/// A program for the tests to send signals to.
final class ApplicationProgram {
  private ApplicationProgram() {}

  public static void main(String[] args) throws Exception {
    boolean stuck = args.length > 0;
    boolean full = stuck && args[0].equals("full");
    Application.run(app -> {
      app.<AutoCloseable, RuntimeException>open(
          "database", () -> () -> System.out.println("closed"));
      app.onDrain(
          "http",
          bound -> {
            if (full) {
              fillStandardError();
            }
            if (stuck) {
              System.out.println("draining for ever");
              Waits.forever();
            }
            System.out.println("drained");
          });
      System.out.println("serving");
      app.serve();
    });
  }

  /// Returns when a thread hangs in a write to the standard error, which nobody reads.
  private static void fillStandardError() throws InterruptedException {
    var written = new AtomicInteger();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          while (true) {
            System.err.write(new byte[1024], 0, 1024);
            written.incrementAndGet();
          }
        });
    int before;
    do {
      before = written.get();
      Thread.sleep(100);
    } while (written.get() == 0 || written.get() != before);
  }
}
