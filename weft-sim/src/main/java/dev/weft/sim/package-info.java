/// Runs a program again and again, each time in another interleaving, on a virtual clock.
///
/// [dev.weft.sim.Simulation] is where to begin.
@NullMarked
package dev.weft.sim;

import org.jspecify.annotations.NullMarked;
