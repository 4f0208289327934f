package dev.weft.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.TreeMap;

/// The programs beside this one: Go, Python, and JVMs that are measured as a whole.
final class Peers {
  private static final List<String> SLEEPERS_FLAGS = List.of("-Xms5g", "-Xmx5g");

  /// The script of each kind, and what stands in front of its arguments.
  private static final Map<String, List<String>> SCRIPTS =
      Map.of(
          "asyncio", List.of("peer.py", "asyncio"),
          "uvloop", List.of("peer.py", "uvloop"),
          "trio", List.of("trio_peer.py"));

  private final Path folder;
  private final Optional<String> go;
  private final Optional<PythonPeers> python;
  private final Path goProgram;

  /// @param folder where the sources of the peers are
  /// @param scratch for what is compiled
  Peers(Path folder, Path scratch) throws IOException, InterruptedException {
    this.folder = folder;
    Files.createDirectories(scratch);
    goProgram = scratch.resolve("peer");
    go = version("WEFT_GO", "go", "version").filter(_ -> compileGo());
    python = PythonPeers.find();
  }

  /// What is there, by name.
  Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>(Map.of("go", go.orElse("missing")));
    versions.putAll(python.map(PythonPeers::versions).orElse(Map.of("python", "missing")));
    return versions;
  }

  Optional<Sample> measure(Figure.Go figure) throws IOException, InterruptedException {
    if (go.isEmpty()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>(List.of(goProgram.toString()));
    command.addAll(figure.arguments());
    return Optional.of(
        sample(
            command,
            Map.of(
                "GOMAXPROCS", "" + figure.threads(), "GOGC", "off", "GOMEMLIMIT", figure.heap())));
  }

  Optional<Sample> measure(Figure.Python figure) throws IOException, InterruptedException {
    Optional<PythonPeers> equipped = python.filter(found -> found.has(figure.kind()));
    if (equipped.isEmpty()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>(List.of(equipped.get().interpreter()));
    List<String> script = SCRIPTS.getOrDefault(figure.kind(), List.of());
    command.add(folder.resolve("python").resolve(script.getFirst()).toString());
    command.addAll(script.subList(1, script.size()));
    command.addAll(figure.arguments());
    return Optional.of(sample(command, Map.of()));
  }

  Optional<Sample> measure(Figure.Sleepers figure) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Jvm.java().toString()));
    command.addAll(Jvm.flags());
    command.addAll(SLEEPERS_FLAGS);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "dev.weft.bench.core.SleepersProgram",
            figure.kind(),
            Integer.toString(figure.count())));
    return Optional.of(sample(command, Map.of()));
  }

  /// Runs a program that prints the parts of a sample.
  private static Sample sample(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    var words = new Scanner(output(command, environment)).useLocale(Locale.ROOT);
    return new Sample(
        words.nextDouble(),
        words.nextDouble(),
        words.nextDouble(),
        words.nextDouble(),
        words.nextDouble());
  }

  static String output(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(command + " failed: " + output);
      }
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  static String program(String variable, String name) {
    return System.getenv().getOrDefault(variable, name);
  }

  private static Optional<String> version(String variable, String name, String argument)
      throws InterruptedException {
    try {
      return Optional.of(output(List.of(program(variable, name), argument), Map.of()).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean compileGo() {
    try {
      List<String> command =
          List.of(
              program("WEFT_GO", "go"),
              "build",
              "-o",
              goProgram.toString(),
              folder.resolve("go/peer.go").toString(),
              folder.resolve("go/samples.go").toString());
      var _ = output(command, Map.of("GO111MODULE", "off"));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
