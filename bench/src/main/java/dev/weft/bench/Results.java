package dev.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What is kept of a run.
///
/// @param command what made it
/// @param started when, ISO 8601
/// @param seconds how long it took
/// @param rounds how often each figure was measured
/// @param machine what it ran on
/// @param versions of what was measured
/// @param rows the table
/// @param figures all samples
record Results(
    String command,
    String started,
    long seconds,
    int rounds,
    Map<String, String> machine,
    Map<String, String> versions,
    List<Line> rows,
    List<Measured> figures) {

  /// A row of the table.
  ///
  /// @param area what it belongs to
  /// @param name what it is about
  /// @param subject the id of Weft's figure
  /// @param peer the id of the peer's
  /// @param quantity what is compared
  /// @param ratio of the two undisturbed, or the figure where there is no peer
  /// @param rounds the ratios of the single rounds, sorted
  /// @param target the most that it may be
  /// @param verdict whether it is
  record Line(
      String area,
      String name,
      String subject,
      @Nullable String peer,
      Row.Quantity quantity,
      OptionalDouble ratio,
      List<Double> rounds,
      @Nullable Double target,
      Report.Verdict verdict) {

    static Line of(Row row, Samples samples) {
      Figure peer = row.peer();
      return new Line(
          row.area(),
          row.name(),
          row.subject().id(),
          peer == null ? null : peer.id(),
          row.quantity(),
          samples.ratio(row, row.quantity()),
          samples.ratios(row),
          row.target(),
          Report.verdict(row, samples));
    }
  }

  /// A figure.
  ///
  /// @param id its name
  /// @param samples in the order of the rounds
  record Measured(String id, List<Sample> samples) {}

  static List<Line> lines(List<Row> rows, Samples samples) {
    return rows.stream().map(row -> Line.of(row, samples)).toList();
  }

  static List<Measured> figures(Samples samples) {
    return samples.figures().stream()
        .map(figure -> new Measured(figure.id(), samples.of(figure)))
        .toList();
  }

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    var json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(file, json.writeValueAsString(this) + "\n");
  }
}
