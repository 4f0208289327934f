package dev.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The interpreter of Python, and an environment of its own with the libraries that are peers.
///
/// @param plain the interpreter
/// @param equipped the one of the environment; empty if the libraries are not to be had
/// @param versions what is there, by name
record PythonPeers(String plain, Optional<String> equipped, Map<String, String> versions) {
  private static final String VERSIONS =
      "import sys, trio, uvloop; print(sys.version.split()[0], trio.__version__, uvloop.__version__)";

  /// @param folder with the programs, and what they need in requirements.txt
  /// @param scratch for the environment
  static Optional<PythonPeers> find(Path folder, Path scratch)
      throws IOException, InterruptedException {
    String plain = Peers.program("WEFT_PYTHON", "python3");
    Map<String, String> versions = new LinkedHashMap<>();
    try {
      versions.put("python", Peers.output(List.of(plain, "--version"), Map.of()).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
    Path environment = scratch.resolve("python");
    String equipped = environment.resolve("bin/python").toString();
    try {
      if (!Files.exists(environment.resolve("bin/python"))) {
        install(plain, environment, folder.resolve("requirements.txt"));
      }
      String[] found = Peers.output(List.of(equipped, "-c", VERSIONS), Map.of()).strip().split(" ", 3);
      versions.put("trio", found[1]);
      versions.put("uvloop", found[2]);
      return Optional.of(new PythonPeers(plain, Optional.of(equipped), versions));
    } catch (IOException e) {
      System.err.println("weft bench: uvloop and trio are left out: " + e.getMessage());
      versions.put("trio", "missing");
      versions.put("uvloop", "missing");
      return Optional.of(new PythonPeers(plain, Optional.empty(), versions));
    }
  }

  private static void install(String plain, Path environment, Path requirements)
      throws IOException, InterruptedException {
    System.err.println("weft bench: installing uvloop and trio into " + environment);
    var _ = Peers.output(List.of(plain, "-m", "venv", environment.toString()), Map.of());
    String pip = environment.resolve("bin/pip").toString();
    var _ =
        Peers.output(
            List.of(pip, "install", "--quiet", "--requirement", requirements.toString()),
            Map.of("PIP_DISABLE_PIP_VERSION_CHECK", "1"));
  }

  /// What runs the programs of a kind; asyncio needs no library.
  Optional<String> interpreter(String kind) {
    return kind.equals("asyncio") ? Optional.of(equipped.orElse(plain)) : equipped;
  }
}
