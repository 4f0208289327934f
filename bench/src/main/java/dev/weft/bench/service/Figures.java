package dev.weft.bench.service;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What was measured under a load.
///
/// @param answers how many there were
/// @param seconds for how long
/// @param refused how many of them were no success
/// @param late how many successes came after more than a second; by wrk refusals too, which then
///   count twice in the goodput
/// @param lost how many requests or connections broke
/// @param p50 the median of the latency, in microseconds; -1 if it is more than a second
/// @param p99 of a hundred requests one takes longer
/// @param p999 of a thousand requests one takes longer
record Figures(
    long answers,
    double seconds,
    long refused,
    long late,
    long lost,
    long p50,
    long p99,
    long p999) {

  /// How long an answer may take.
  static final long PATIENCE_MICROS = 1_000_000;

  /// Answers in a second.
  @JsonProperty
  double throughput() {
    return answers / seconds;
  }

  /// Successes within a second, in a second.
  @JsonProperty
  double goodput() {
    return Math.max(0, answers - refused - late) / seconds;
  }
}
