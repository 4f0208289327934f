package dev.weft.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs each test of the class once on every [SchedulerUnderTest], which its display name tells.
///
/// A test runs outside every scope; it fails if it leaves an interrupt or a scope behind on its
/// thread, or was not on its scheduler at all. One that hangs is interrupted and reported with its
/// stack and a dump of all threads.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(EveryScheduler.class)
public @interface OnEveryScheduler {

  /// After how many seconds a test counts as hanging.
  ///
  /// @return the bound
  int hangsAfter() default 60;

  /// Whether its tests go on for as long as `-Dweft.stress.seconds` says, before they can hang.
  ///
  /// @return true for a stress test
  boolean stress() default false;
}
