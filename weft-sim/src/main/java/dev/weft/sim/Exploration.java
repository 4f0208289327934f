package dev.weft.sim;

import java.time.Duration;

/// What was seen in runs that were all in order.
///
/// @param runs how many there were, the first of them twice, to see whether it depends on its seed
///   alone
/// @param steps how many steps they had together
/// @param simulated how much virtual time they took together
/// @param complete whether there are no other interleavings
public record Exploration(int runs, long steps, Duration simulated, boolean complete) {}
