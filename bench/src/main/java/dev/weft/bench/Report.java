package dev.weft.bench;

import dev.weft.bench.Row.Quantity;
import dev.weft.bench.Samples.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
            "(its range)",
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
    Optional<Spread> ratio = samples.ratio(row);
    boolean absolute = row.peer() == null;
    return String.format(
        LINE,
        "  " + row.name(),
        figure(row.subject(), Quantity.TIME, samples),
        figure(row.subject(), Quantity.BYTES, samples),
        figure(row.peer(), Quantity.TIME, samples),
        figure(row.peer(), Quantity.BYTES, samples),
        absolute ? "" : ratio.map(r -> number(r.median())).orElse("-"),
        absolute ? "" : ratio.map(r -> number(r.low()) + ".." + number(r.high())).orElse(""),
        row.target() == null ? "" : "<= " + (absolute ? nanos(row.target()) : number(row.target())),
        verdict(row, samples).text,
        cpu(row, samples));
  }

  /// The ratio of the processor times, or Weft's own where there is no peer.
  private static String cpu(Row row, Samples samples) {
    return samples
        .ratio(row, Quantity.CPU)
        .filter(spread -> row.quantity() == Quantity.TIME && spread.median() > 0)
        .map(spread -> row.peer() == null ? nanos(spread.median()) : number(spread.median()))
        .orElse("");
  }

  private static String figure(@Nullable Figure figure, Quantity quantity, Samples samples) {
    if (figure == null) {
      return "";
    }
    return samples
        .of(figure, quantity)
        .filter(spread -> spread.median() >= 0)
        .map(spread ->
            quantity == Quantity.TIME
                ? nanos(spread.median())
                : String.format(Locale.ROOT, "%,.0f", spread.median()))
        .orElse("-");
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
    Optional<Spread> ratio = samples.ratio(row);
    Double target = row.target();
    if (ratio.isEmpty()) {
      return Verdict.NOT_MEASURED;
    }
    if (target == null) {
      return Verdict.NO_TARGET;
    }
    return ratio.get().median() <= target ? Verdict.MET : Verdict.MISSED;
  }
}
