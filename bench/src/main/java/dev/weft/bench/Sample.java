package dev.weft.bench;

/// What one measurement said. A batch is a millisecond's work or so: where the machine does other
/// things as well they meet some of the batches, and the median is that of the others.
///
/// @param nanos for an operation, the median of many batches
/// @param mean nanoseconds for an operation, on average
/// @param cpu nanoseconds of processor time for an operation, of all threads of the process, on
///   average; negative if unknown
/// @param bytes that an operation allocates, or, of sleepers, that each keeps; negative if unknown
record Sample(double nanos, double mean, double cpu, double bytes) {}
