package dev.weft;

import dev.weft.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A program for the tests to send signals to.
final class ApplicationProgram {
  private ApplicationProgram() {}

  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    boolean full = words.contains("full");
    boolean stuck = full || words.contains("stuck");
    Op<@Nullable Void, Exception> program =
        () -> {
          run(stuck, full);
          return null;
        };
    if (words.contains("loop")) {
      EventLoop.run(program);
    } else {
      program.call();
    }
  }

  private static void run(boolean stuck, boolean full) throws InterruptedException {
    Application.run(app -> {
      if (stuck) {
        // Nothing but the second signal ends it.
        app.drainWithin(Duration.ofMinutes(5));
      }
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
