package dev.weft.sim;

import java.time.Duration;

/// What was seen in runs that were all in order.
///
/// @param runs how many there were, those included that only show whether the first one goes the
///   same way again, or how long a run is
/// @param steps how many steps they had together
/// @param simulated how much virtual time they took together
/// @param complete whether there are no other interleavings, for what the program draws under this
///   seed
public record Exploration(int runs, long steps, Duration simulated, boolean complete) {}
