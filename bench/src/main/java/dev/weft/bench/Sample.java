package dev.weft.bench;

/// What one measurement said. A batch is some tenths of a millisecond's work: what else the machine
/// does meets some of the batches, and moves their median little.
///
/// @param nanos for an operation: the median of the batches
/// @param quick nanoseconds for an operation: a tenth of the batches took this long or less
/// @param mean nanoseconds for an operation, over all
/// @param cpu nanoseconds of processor time for an operation, of all threads of the process, on
///   average; negative if unknown
/// @param bytes that an operation allocates, or, of sleepers, that each keeps; negative if unknown
/// @param apart nanoseconds that a message between two cores took, there and back, before or after
///   the measurement, whichever was longer; zero if unknown
record Sample(double nanos, double quick, double mean, double cpu, double bytes, double apart) {

  Sample(double nanos, double quick, double mean, double cpu, double bytes) {
    this(nanos, quick, mean, cpu, bytes, 0);
  }

  Sample whenApart(double apartNanos) {
    return new Sample(nanos, quick, mean, cpu, bytes, apartNanos);
  }
}
