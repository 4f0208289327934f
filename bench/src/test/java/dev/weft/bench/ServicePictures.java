package dev.weft.bench;

import dev.weft.bench.BarChart.Bar;
import dev.weft.bench.BarChart.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The results of the service suite, to be shown: of each figure the median of the rounds.
final class ServicePictures {
  /// A latency that is longer than the load generator looks.
  private static final double TOO_LONG = 1e6;

  private final JsonNode results;

  private ServicePictures(JsonNode results) {
    this.results = results;
  }

  static ServicePictures read(Path file) throws IOException {
    return new ServicePictures(JsonMapper.shared().readTree(Files.readString(file)));
  }

  String run() {
    return Runs.describe(results);
  }

  String throughput() {
    return new BarChart(
            "Throughput",
            "answers in a second; 32 clients, each asks again as soon as it has its answer",
            groups("steady", "32 clients", each -> figure(each, "throughput")))
        .svg();
  }

  String latency() {
    return new BarChart(
            "Latency",
            "99 of 100 answers came within so many milliseconds; 32 clients",
            groups("steady", "32 clients", each -> micros(each, "p99") / 1e3))
        .svg();
  }

  String overload() {
    List<Group> groups =
        new ArrayList<>(groups("before", "right before", ServicePictures::goodput));
    groups.addAll(groups("overload", "asked for twice as much", ServicePictures::goodput));
    return new BarChart("Goodput", "successes within a second, in a second", groups).svg();
  }

  private static double goodput(JsonNode measured) {
    return figure(measured, "goodput");
  }

  private List<Group> groups(String situation, String what, ToDoubleFunction<JsonNode> figure) {
    Map<String, Map<String, List<JsonNode>>> byEndpoint = new LinkedHashMap<>();
    for (JsonNode measured : results.get("measurements")) {
      if (measured.get("situation").asString().equals(situation)) {
        byEndpoint
            .computeIfAbsent(measured.get("endpoint").asString(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(measured.get("service").asString(), _ -> new ArrayList<>())
            .add(measured);
      }
    }
    return byEndpoint.entrySet().stream()
        .map(endpoint ->
            new Group(
                endpoint.getKey() + ", " + what,
                endpoint.getValue().entrySet().stream()
                    .map(service -> new Bar(service.getKey(), median(service.getValue(), figure)))
                    .toList()))
        .toList();
  }

  String table() {
    Map<List<String>, List<JsonNode>> rows = new LinkedHashMap<>();
    for (JsonNode measured : results.get("measurements")) {
      rows.computeIfAbsent(
              List.of(
                  measured.get("endpoint").asString(),
                  measured.get("situation").asString(),
                  measured.get("service").asString()),
              _ -> new ArrayList<>())
          .add(measured);
    }
    var table =
        new StringBuilder(
            """
            | endpoint, load | service | clients | answers/s | good/s | p50 ms | p99 ms | p99.9 ms | refused/s | late/s | CPU µs | MB |
            |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """);
    rows.entrySet().stream()
        .sorted((one, other) -> place(one.getKey()).compareTo(place(other.getKey())))
        .forEach(row -> table.append(line(row.getKey(), row.getValue())));
    return table.toString();
  }

  private static String place(List<String> row) {
    return row.get(0) + List.of("steady", "peak", "before", "overload").indexOf(row.get(1));
  }

  private static String line(List<String> row, List<JsonNode> rounds) {
    return "| %s, %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            row.get(0),
            row.get(1),
            row.get(2),
            number(median(rounds, each -> each.get("clients").asDouble())),
            number(median(rounds, each -> figure(each, "throughput"))),
            number(median(rounds, each -> figure(each, "goodput"))),
            millis(median(rounds, each -> micros(each, "p50"))),
            millis(median(rounds, each -> micros(each, "p99"))),
            millis(median(rounds, each -> micros(each, "p999"))),
            number(median(rounds, each -> figure(each, "refused") / figure(each, "seconds"))),
            number(median(rounds, each -> figure(each, "late") / figure(each, "seconds"))),
            cpu(rounds),
            number(median(rounds, each -> each.get("residentBytes").asDouble() / 1e6)));
  }

  /// Processor time for an answer; none where there were no answers.
  private static String cpu(List<JsonNode> rounds) {
    return median(rounds, each -> figure(each, "throughput")) == 0
        ? "–"
        : number(median(rounds, each -> each.get("cpuMicros").asDouble()));
  }

  String starts() {
    return results.get("starts").properties().stream()
        .map(start ->
            "| %s | %.2f |"
                .formatted(
                    start.getKey(),
                    middle(start.getValue().valueStream().mapToDouble(JsonNode::asDouble))))
        .collect(
            Collectors.joining(
                "\n", "| service | first answer, seconds after the command |\n|---|--:|\n", "\n"));
  }

  String goals() {
    var table = new StringBuilder("| goal | ratio | of rounds | |\n|---|--:|---|---|\n");
    for (JsonNode goal : results.get("goals")) {
      String verdict = goal.get("verdict").asString().toLowerCase(Locale.ROOT).replace('_', ' ');
      table.append(
          "| %s | %s | %s | %s %s: %s |\n"
              .formatted(
                  goal.get("name").asString(),
                  ratio(goal.get("ratio")),
                  goal.get("rounds")
                      .valueStream()
                      .map(ServicePictures::ratio)
                      .collect(Collectors.joining(" ")),
                  goal.get("atLeast").asBoolean() ? "at least" : "below",
                  ratio(goal.get("target")),
                  verdict.equals("missed") ? "**missed**" : verdict));
    }
    return table.toString();
  }

  private static String ratio(JsonNode ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio.asDouble());
  }

  private static double figure(JsonNode measured, String name) {
    return measured.get("figures").get(name).asDouble();
  }

  private static double micros(JsonNode measured, String percentile) {
    double micros = figure(measured, percentile);
    return micros < 0 ? TOO_LONG : micros;
  }

  private static double median(List<JsonNode> rounds, ToDoubleFunction<JsonNode> figure) {
    return middle(rounds.stream().mapToDouble(figure));
  }

  private static double middle(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private static String millis(double micros) {
    return micros >= TOO_LONG ? "> 1000" : String.format(Locale.ROOT, "%.1f", micros / 1e3);
  }
}
