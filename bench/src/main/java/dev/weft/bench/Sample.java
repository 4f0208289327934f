package dev.weft.bench;

/// What one measurement said. A batch is some tenths of a millisecond's work: where the machine
/// does other things as well they meet some of the batches, and the quickest tenth is of the
/// others.
///
/// @param nanos for an operation: a tenth of the batches took this long or less
/// @param median nanoseconds for an operation, over the batches
/// @param mean nanoseconds for an operation, over all
/// @param cpu nanoseconds of processor time for an operation, of all threads of the process, on
///   average; negative if unknown
/// @param bytes that an operation allocates, or, of sleepers, that each keeps; negative if unknown
record Sample(double nanos, double median, double mean, double cpu, double bytes) {}
