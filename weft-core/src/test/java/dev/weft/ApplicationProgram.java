package dev.weft;

/// A program for the tests to send signals to.
final class ApplicationProgram {
  private ApplicationProgram() {}

  public static void main(String[] args) throws Exception {
    boolean stuck = args.length > 0;
    Application.run(app -> {
      app.<AutoCloseable, RuntimeException>open(
          "database", () -> () -> System.out.println("closed"));
      app.onDrain(
          "http",
          bound -> {
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
}
