package dev.weft.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of the table: a figure of Weft's, beside that of a peer or a bound.
///
/// @param area what it belongs to, for those who run a part of the suite
/// @param name what it is about
/// @param subject Weft's figure
/// @param peer what it is divided by; null if the target is absolute
/// @param quantity which part of the samples
/// @param target the most that the ratio, or the figure, may be; null where it is only told
record Row(
    String area,
    String name,
    Figure subject,
    @Nullable Figure peer,
    Quantity quantity,
    @Nullable Double target) {

  /// A part of a sample.
  enum Quantity {
    /// The median of the batches.
    TIME,

    /// The mean over all batches, with what threads in the background take from them.
    MEAN,

    /// What the mean is beyond the millisecond that was asked for.
    LATENESS,
    CPU,
    BYTES;

    double of(Sample sample) {
      return switch (this) {
        case TIME -> sample.nanos();
        case MEAN -> sample.mean();
        case LATENESS -> sample.mean() - 1_000_000;
        case CPU -> sample.cpu();
        case BYTES -> sample.bytes();
      };
    }
  }

  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>(List.of(subject));
    if (peer != null) {
      figures.add(peer);
    }
    return figures;
  }
}
