package dev.weft.service.batch;

import java.util.Locale;

/// Where a batch is.
public enum BatchState {
  /// Its items are coming in.
  RECEIVING,
  /// It is worked off, or will be.
  RUNNING,
  /// All its items have ended, well or badly.
  DONE,
  /// It was cancelled before that.
  CANCELLED,
  /// It could not be worked off, however often it was tried.
  FAILED;

  /// Its name, in lower case.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
