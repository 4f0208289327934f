package dev.weft.bench;

/// What one measurement said.
///
/// @param nanos for an operation
/// @param bytes that an operation allocates, or, of sleepers, that each keeps; negative if unknown
record Sample(double nanos, double bytes) {}
