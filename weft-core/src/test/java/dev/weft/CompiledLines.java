package dev.weft;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles snippets of a page, each as the body of a method, all of them at once.
final class CompiledLines {
  private final String imports;
  private final String members;
  private final Map<Integer, String> snippets = new TreeMap<>();

  /// @param assumed imports, then the members that the snippets make use of
  CompiledLines(String assumed) {
    Map<Boolean, List<String>> lines =
        assumed.lines().collect(Collectors.partitioningBy(line -> line.startsWith("import ")));
    imports = String.join("\n", lines.get(true));
    members = String.join("\n", lines.get(false));
  }

  void add(int line, String code) {
    snippets.put(line, code);
  }

  /// What the compiler complains of, each with the page's line.
  List<String> complaints(Path classes) {
    // The n-th line of the source is the page's line `origin.get(n)`.
    var origin = new TreeMap<Integer, Integer>();
    var source = new StringBuilder(imports + "\nabstract class Lines {\n" + members + "\n");
    snippets.forEach((line, code) -> {
      source.append("void line").append(line).append("() throws Exception {\n");
      origin.put((int) source.chars().filter(c -> c == '\n').count() + 1, line);
      source.append(code).append("\n}\n");
    });
    source.append("}\n");

    var found = new DiagnosticCollector<JavaFileObject>();
    var options =
        List.of(
            "-proc:none",
            "-Xlint:deprecation,removal,unchecked,rawtypes",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString());
    ToolProvider.getSystemJavaCompiler()
        .getTask(null, null, found, options, null, List.of(new Source(source.toString())))
        .call();
    return found.getDiagnostics().stream()
        .map(complaint -> {
          var near = origin.floorEntry((int) complaint.getLineNumber());
          return "%s: %s"
              .formatted(
                  near == null ? "what is assumed" : "line " + near.getValue(),
                  complaint.getMessage(null));
        })
        .toList();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Lines.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
