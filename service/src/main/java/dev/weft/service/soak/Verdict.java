package dev.weft.service.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// What was not as it has to be.
///
/// @param complaints a line each; none if all was well
public record Verdict(List<String> complaints) {
  private static final int LEAST_SAMPLES = 6;
  private static final double HEAP_TOLERANCE = 1.15;
  private static final long HEAP_SLACK = 8_000_000;

  /// Compares the last third of the samples with the third before. The first third is for what a
  /// JVM makes once.
  static Verdict of(List<Sample> samples) {
    List<String> complaints = new ArrayList<>();
    if (samples.size() < LEAST_SAMPLES) {
      complaints.add("%d samples are too few to tell; let it run longer".formatted(samples.size()));
      return new Verdict(complaints);
    }
    int third = samples.size() / 3;
    List<Sample> middle = samples.subList(third, 2 * third);
    List<Sample> last = samples.subList(2 * third, samples.size());
    long before = most(middle, Sample::heap);
    long after = most(last, Sample::heap);
    if (after > before * HEAP_TOLERANCE + HEAP_SLACK) {
      complaints.add("the heap has grown from %d to %d bytes".formatted(before, after));
    }
    if (most(last, Sample::tasks) > most(middle, Sample::tasks)) {
      complaints.add(
          "there were %d tasks and are %d"
              .formatted(most(middle, Sample::tasks), most(last, Sample::tasks)));
    }
    if (most(samples, Sample::connections) > 0) {
      complaints.add("connections were in use while nobody asked for anything");
    }
    if (most(samples, Sample::requestsInside) > 0) {
      complaints.add("requests had not ended although nobody waited for an answer");
    }
    if (most(last, Sample::threads) > most(middle, Sample::threads) * HEAP_TOLERANCE) {
      complaints.add(
          "there were %d platform threads and are %d"
              .formatted(most(middle, Sample::threads), most(last, Sample::threads)));
    }
    if (samples.stream().map(Sample::money).distinct().count() > 1) {
      complaints.add("the sum of all balances was not always the same");
    }
    if (samples.getLast().failures() > 0) {
      complaints.add(samples.getLast().failures() + " answers were not as they may be");
    }
    return new Verdict(complaints);
  }

  /// The same, with a complaint if more than a fifth of all answers were refusals.
  Verdict withRefusals(long refusals, long requests) {
    if (refusals <= requests / 5) {
      return this;
    }
    List<String> more = new ArrayList<>(complaints);
    more.add("%d of %d requests were refused".formatted(refusals, requests));
    return new Verdict(more);
  }

  private static long most(List<Sample> samples, ToLongFunction<Sample> what) {
    return samples.stream().mapToLong(what).max().orElse(0);
  }

  /// Whether all was well.
  public boolean isGood() {
    return complaints.isEmpty();
  }
}
