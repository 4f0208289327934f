package dev.weft.sim;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test whose method is run in a simulation, under one seed after the other.
///
/// The method is what is repeated, on one instance of its class: what it changes belongs into its
/// variables. `-Dweft.seed=4711` runs that seed alone.
///
/// ```java
/// @SimulationTest(seeds = 1_000)
/// void transfersNeverLoseMoney() throws Exception { … }
/// ```
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(SimulationExtension.class)
public @interface SimulationTest {

  /// How many seeds.
  ///
  /// @return the number
  int seeds() default 100;

  /// The first of them.
  ///
  /// @return the seed
  long firstSeed() default 0;

  /// The depth for [Strategy#pct(int)]; without it the choices are random.
  ///
  /// @return the depth, or 0
  int pct() default 0;

  /// See [Simulation#faults(double)].
  ///
  /// @return the probability
  double faults() default 0;

  /// Whether it is cancelled at each step, too, under the first seed. See
  /// [Simulation#cancelEverywhere(long, dev.weft.Op)].
  ///
  /// @return true to have that as well
  boolean cancelEverywhere() default false;
}
