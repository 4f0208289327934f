package dev.weft.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The interpreter of Python that the launcher has found or equipped.
///
/// @param interpreter the program
/// @param versions of it and of the libraries that are peers, by name
@SuppressWarnings("SystemOut") // says what is left out
public record PythonPeers(String interpreter, Map<String, String> versions) {
  private static final List<String> LIBRARIES = List.of("uvloop", "trio", "aiohttp", "asyncpg");
  private static final Runtime.Version OLDEST = Runtime.Version.parse("3.11");
  private static final String PROBE =
      """
      import importlib.metadata, sys
      print(".".join(str(part) for part in sys.version_info[:3]))
      for name in sys.argv[1:]:
          try:
              print(importlib.metadata.version(name))
          except importlib.metadata.PackageNotFoundError:
              print("missing")
      """;

  /// Looks for it; empty if there is none.
  static Optional<PythonPeers> find() throws InterruptedException {
    String program =
        System.getProperty("weft.bench.python", Peers.program("WEFT_PYTHON", "python3"));
    try {
      List<String> found =
          Peers.output(
                  Stream.concat(Stream.of(program, "-c", PROBE), LIBRARIES.stream()).toList(),
                  Map.of())
              .lines()
              .toList();
      if (Runtime.Version.parse(found.getFirst()).compareTo(OLDEST) < 0) {
        System.err.printf(
            "%s is Python %s, which lacks task groups: the lines beside Python are left out; name a"
                + " Python %s or newer in WEFT_PYTHON%n",
            program, found.getFirst(), OLDEST);
        return Optional.empty();
      }
      Map<String, String> versions = new LinkedHashMap<>(Map.of("python", found.getFirst()));
      for (int i = 0; i < LIBRARIES.size(); i++) {
        versions.put(LIBRARIES.get(i), found.get(i + 1));
      }
      return Optional.of(new PythonPeers(program, versions));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Whether a library is there, or a part of the language.
  public boolean has(String library) {
    return !"missing".equals(versions.get(library));
  }
}
