package dev.weft.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The numbers of the behaviour in `cases.txt` that a test shows. [CasesTest] knows which numbers
/// must have one.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Case {

  /// The numbers.
  ///
  /// @return one or several
  int[] value();
}
