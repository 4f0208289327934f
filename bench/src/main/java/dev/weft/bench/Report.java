package dev.weft.bench;

import dev.weft.bench.Row.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// The table.
final class Report {
  private static final String LINE = "%-42s %10s %8s %10s %8s %8s  %-13s %-9s %-7s %7s%n";

  private Report() {}

  static String table(List<Row> rows, Samples samples) {
    var table = new StringBuilder();
    table.append(
        String.format(
            LINE,
            "",
            "weft",
            "bytes",
            "peer",
            "bytes",
            "ratio",
            "(of rounds)",
            "target",
            "",
            "cpu"));
    String area = "";
    for (Row row : rows) {
      if (!row.area().equals(area)) {
        area = row.area();
        table.append(area).append('\n');
      }
      table.append(line(row, samples));
    }
    return table.toString();
  }

  private static String line(Row row, Samples samples) {
    OptionalDouble ratio = samples.ratio(row, row.quantity());
    List<Double> rounds = samples.ratios(row);
    boolean absolute = row.peer() == null;
    Quantity time = row.quantity() == Quantity.BYTES ? Quantity.TIME : row.quantity();
    return String.format(
        LINE,
        "  " + row.name(),
        figure(row.subject(), time, samples),
        figure(row.subject(), Quantity.BYTES, samples),
        figure(row.peer(), time, samples),
        figure(row.peer(), Quantity.BYTES, samples),
        absolute ? "" : ratio.isPresent() ? number(ratio.getAsDouble()) : "-",
        absolute || rounds.isEmpty()
            ? ""
            : number(rounds.getFirst()) + ".." + number(rounds.getLast()),
        row.target() == null ? "" : "<= " + (absolute ? nanos(row.target()) : number(row.target())),
        verdict(row, samples).text,
        cpu(row, samples));
  }

  /// The ratio of the processor times, or Weft's own where there is no peer.
  private static String cpu(Row row, Samples samples) {
    OptionalDouble ratio = samples.ratio(row, Quantity.CPU);
    if (row.quantity() == Quantity.BYTES || ratio.isEmpty() || ratio.getAsDouble() <= 0) {
      return "";
    }
    return row.peer() == null ? nanos(ratio.getAsDouble()) : number(ratio.getAsDouble());
  }

  private static String figure(@Nullable Figure figure, Quantity quantity, Samples samples) {
    if (figure == null) {
      return "";
    }
    OptionalDouble value = samples.of(figure, quantity);
    if (value.isEmpty() || value.getAsDouble() < 0) {
      return "-";
    }
    return quantity == Quantity.BYTES
        ? String.format(Locale.ROOT, "%,.0f", value.getAsDouble())
        : nanos(value.getAsDouble());
  }

  private static String nanos(double nanos) {
    return nanos < 10_000
        ? String.format(Locale.ROOT, "%,.0f ns", nanos)
        : nanos < 10_000_000
            ? String.format(Locale.ROOT, "%,.0f us", nanos / 1e3)
            : String.format(Locale.ROOT, "%,.0f ms", nanos / 1e6);
  }

  private static String number(double ratio) {
    return String.format(Locale.ROOT, ratio < 1 ? "%.3f" : "%.2f", ratio);
  }

  /// Whether a target is met.
  enum Verdict {
    MET("met"),
    MISSED("MISSED"),
    NOT_MEASURED("not measured"),
    NO_TARGET("");

    final String text;

    Verdict(String text) {
      this.text = text;
    }
  }

  static Verdict verdict(Row row, Samples samples) {
    OptionalDouble ratio = samples.ratio(row, row.quantity());
    Double target = row.target();
    if (ratio.isEmpty()) {
      return Verdict.NOT_MEASURED;
    }
    if (target == null) {
      return Verdict.NO_TARGET;
    }
    return ratio.getAsDouble() <= target ? Verdict.MET : Verdict.MISSED;
  }
}
