package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// `weft serve` in a JVM of its own.
final class ServeProcess implements AutoCloseable {
  private static final Duration START_BOUND = Duration.ofMinutes(2);

  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers;

  private ServeProcess(Process process) {
    this.process = process;
    this.readers =
        List.of(
            follow(process.inputReader(StandardCharsets.UTF_8), out),
            follow(process.errorReader(StandardCharsets.UTF_8), err));
  }

  private static Thread follow(BufferedReader lines, List<String> into) {
    return Thread.ofVirtual()
        .start(() -> {
          try (lines) {
            lines.lines().forEach(into::add);
          } catch (IOException | UncheckedIOException e) {
            into.add("(the output broke off: " + e + ")");
          }
        });
  }

  /// Starts it on any free port.
  static ServeProcess start(Path data, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--data", data.toString()));
    if (!List.of(more).contains("--port")) {
      arguments.addAll(List.of("--port", "0"));
    }
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  static ServeProcess run(String... arguments) throws IOException {
    return run(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()), arguments);
  }

  /// Runs it from the module path, which has the program's own libraries alone.
  static ServeProcess runAsModule(String... arguments) throws Exception {
    Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    URL libraries = Objects.requireNonNull(ServeProcess.class.getResource("/module-path"));
    String modules = classes + File.pathSeparator + Files.readString(Path.of(libraries.toURI()));
    return run(List.of("-p", modules, "-m", "dev.weft.service/" + Main.class.getName()), arguments);
  }

  private static ServeProcess run(List<String> program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                // A shell starts its background jobs, which the tests may be, with SIGINT ignored.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1"));
    command.addAll(program);
    command.add("serve");
    command.addAll(List.of(arguments));
    return new ServeProcess(new ProcessBuilder(command).start());
  }

  List<String> out() {
    return out;
  }

  List<String> err() {
    return err;
  }

  /// Waits until it has said a line that begins like this on standard output, and returns the rest.
  String awaitLine(String beginning) throws Exception {
    Await.until(
        "line \"" + beginning + "\" of " + this,
        START_BOUND,
        () -> line(beginning).isPresent() || !process.isAlive());
    return line(beginning).orElseThrow(() -> new AssertionError("it ended: " + this));
  }

  private Optional<String> line(String beginning) {
    return out.stream()
        .filter(line -> line.startsWith(beginning))
        .map(line -> line.substring(beginning.length()))
        .findFirst();
  }

  /// Waits until it serves and returns its port.
  int awaitPort() throws Exception {
    return Integer.parseInt(awaitLine("listening on http://127.0.0.1:"));
  }

  TestDatabase database() throws Exception {
    return new TestDatabase(awaitLine("database "));
  }

  void sigterm() {
    process.toHandle().destroy();
  }

  void sigint() throws Exception {
    signal("INT", process.toHandle());
  }

  /// Sends a signal, unless the process has ended.
  static void signal(String name, ProcessHandle to) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(to.pid())).start().waitFor();
  }

  void sigkill() throws Exception {
    process.destroyForcibly().waitFor();
  }

  /// Waits for its end and returns the exit status.
  int awaitEnd(Duration bound) throws Exception {
    assertThat(process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS))
        .as("end within %s of %s", bound, this)
        .isTrue();
    for (Thread reader : readers) {
      // A PostgreSQL that it left running would keep the pipes open; it has none of them.
      assertThat(reader.join(Duration.ofSeconds(30))).as("end of the output of %s", this).isTrue();
    }
    return process.exitValue();
  }

  /// The process id of the PostgreSQL on a data directory, empty when there is none.
  static Optional<ProcessHandle> postgres(Path data) throws IOException {
    try (Stream<String> note = Files.lines(data.resolve("postgres/postmaster.pid"))) {
      return note.limit(1)
          .map(line -> ProcessHandle.of(Long.parseLong(line.strip())))
          .flatMap(Optional::stream)
          .filter(ProcessHandle::isAlive)
          .findFirst();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    return "out " + out + ", err " + err;
  }
}
