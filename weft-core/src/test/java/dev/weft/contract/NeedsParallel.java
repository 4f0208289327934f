package dev.weft.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A test of an [OnEveryScheduler] class that only means something where tasks run at the same
/// moment.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface NeedsParallel {

  /// Why, for whoever reads the report.
  ///
  /// @return the reason
  String value();
}
