package dev.weft.bench;

import dev.weft.bench.RatioChart.Bar;
import dev.weft.bench.RatioChart.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The results of the micro suite, to be shown.
final class MicroResults {
  private final JsonNode results;
  private final Map<String, JsonNode> samples = new LinkedHashMap<>();

  private MicroResults(JsonNode results) {
    this.results = results;
    for (JsonNode figure : results.get("figures")) {
      samples.put(figure.get("id").asString(), figure.get("samples"));
    }
  }

  static MicroResults read(Path file) throws IOException {
    return new MicroResults(JsonMapper.shared().readTree(Files.readString(file)));
  }

  List<String> areas() {
    return rows().stream().map(row -> row.get("area").asString()).distinct().toList();
  }

  private List<JsonNode> rows() {
    List<JsonNode> rows = new ArrayList<>();
    results.get("rows").forEach(rows::add);
    return rows;
  }

  private List<JsonNode> rows(String area) {
    return rows().stream().filter(row -> row.get("area").asString().equals(area)).toList();
  }

  String run() {
    return Runs.describe(results);
  }

  String table(String area) {
    var table =
        new StringBuilder("| workload / peer | Weft | peer | ratio | of rounds | cpu | target |\n");
    table.append("|---|--:|--:|--:|---|--:|---|\n");
    for (JsonNode row : rows(area)) {
      table.append(line(row)).append('\n');
    }
    return table.toString();
  }

  private String line(JsonNode row) {
    boolean isMeasured = !row.get("ratio").isNull();
    List<Double> rounds = new ArrayList<>();
    row.get("rounds").forEach(round -> rounds.add(round.asDouble()));
    return "| %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            row.get("name").asString(),
            figure(row, "subject"),
            figure(row, "peer"),
            isMeasured ? ratio(row.get("ratio").asDouble()) : "not measured",
            range(rounds),
            cpu(row),
            row.get("target").isNull()
                ? ""
                : "≤ " + ratio(row.get("target").asDouble()) + " " + verdict(row));
  }

  private static String range(List<Double> rounds) {
    return switch (rounds.size()) {
      case 0 -> "";
      case 1 -> ratio(rounds.getFirst());
      default -> ratio(rounds.getFirst()) + " to " + ratio(rounds.getLast());
    };
  }

  /// The ratio of the processor times of all threads, where both are known.
  private String cpu(JsonNode row) {
    double subject = least(row.get("subject").asString(), "cpu");
    double peer = least(row.get("peer").asString(), "cpu");
    return subject > 0 && peer > 0 ? ratio(subject / peer) : "";
  }

  private double least(String figure, String part) {
    JsonNode own = samples.get(figure);
    return own == null
        ? -1
        : own.valueStream().mapToDouble(sample -> sample.get(part).asDouble()).min().orElse(-1);
  }

  private static String verdict(JsonNode row) {
    return switch (row.get("verdict").asString()) {
      case "MET" -> "met";
      case "MISSED" -> "**missed**";
      default -> "not measured";
    };
  }

  private String figure(JsonNode row, String side) {
    String quantity = row.get("quantity").asString();
    String part =
        switch (quantity) {
          case "BYTES" -> "bytes";
          case "MEAN" -> "mean";
          default -> "nanos";
        };
    double least = least(row.get(side).asString(), part);
    if (least < 0) {
      return "";
    }
    return quantity.equals("BYTES") ? String.format(Locale.ROOT, "%,.0f B", least) : nanos(least);
  }

  private static String nanos(double nanos) {
    return nanos < 10_000
        ? String.format(Locale.ROOT, "%,.0f ns", nanos)
        : nanos < 10_000_000
            ? String.format(Locale.ROOT, "%,.1f µs", nanos / 1e3)
            : String.format(Locale.ROOT, "%,.1f ms", nanos / 1e6);
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 1 ? "%.3f" : "%.2f", ratio);
  }

  String picture(String area) {
    Map<String, List<Bar>> groups = new LinkedHashMap<>();
    for (JsonNode row : rows(area)) {
      if (!row.get("ratio").isNull() && !row.get("quantity").asString().equals("BYTES")) {
        String name = row.get("name").asString();
        int slash = name.lastIndexOf(" / ");
        groups
            .computeIfAbsent(name.substring(0, slash), _ -> new ArrayList<>())
            .add(new Bar(name.substring(slash + 3), 1 / row.get("ratio").asDouble()));
      }
    }
    return new RatioChart(
            area,
            groups.entrySet().stream()
                .map(each -> new Group(each.getKey(), each.getValue()))
                .toList())
        .svg();
  }
}
