package dev.weft.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a program of the tests in a JVM of its own.
final class ChildJvm {
  private ChildJvm() {}

  /// What it prints; it must end well and soon.
  static List<String> run(Class<?> program, List<String> flags, String... args) throws Exception {
    List<String> arguments = new ArrayList<>(flags);
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    arguments.addAll(List.of(args));
    return runWith(arguments.toArray(String[]::new));
  }

  static List<String> runWith(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread guard = Thread.startVirtualThread(() -> endWithin(process, 60));
    try (var output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      return printed.lines().toList();
    } finally {
      guard.interrupt();
    }
  }

  private static void endWithin(Process process, int seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      // It has ended.
    }
  }

  /// Sends a byte over a new connection, and back.
  static void echo() throws IOException, InterruptedException {
    try (var server = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Thread answering =
          Thread.startVirtualThread(() -> {
            try (var socket = server.accept()) {
              socket.getOutputStream().write(socket.getInputStream().read());
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      try (var socket = new java.net.Socket(server.getInetAddress(), server.getLocalPort())) {
        Thread.sleep(1);
        socket.getOutputStream().write(42);
        if (socket.getInputStream().read() != 42) {
          throw new IOException("no echo");
        }
      }
      answering.join();
    }
  }
}
