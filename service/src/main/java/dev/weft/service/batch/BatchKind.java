package dev.weft.service.batch;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What is done with each item of a batch.
public enum BatchKind {
  /// It is a path that the upstream is asked for.
  UPSTREAM,
  /// It is a text whose digest is computed.
  DIGEST;

  /// The kind of this name, in lower case.
  public static Optional<BatchKind> named(String name) {
    return Stream.of(values()).filter(kind -> kind.toString().equals(name)).findFirst();
  }

  /// Its name, in lower case.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
