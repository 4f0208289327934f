package dev.weft.bench;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What the results say of a run.
final class Runs {
  private Runs() {}

  /// How, when and where it was measured, in a paragraph.
  static String describe(JsonNode results) {
    JsonNode machine = results.get("machine");
    String versions =
        results.get("versions").properties().stream()
            .map(version -> version.getKey() + " " + version.getValue().asString())
            .collect(Collectors.joining(", "));
    return "`%s`, %s, %s rounds in %s s, on %s with %s cores, %s, %s; %s.\n"
        .formatted(
            results.get("command").asString(),
            results.get("started").asString(),
            results.get("rounds").asString(),
            results.get("seconds").asString(),
            machine.get("cpu").asString(),
            machine.get("cores").asString(),
            machine.get("os").asString(),
            machine.get("jdk").asString(),
            versions);
  }
}
