package dev.weft.flow;

/// What a batch makes of the failure of an item.
enum OnFailure {
  /// It cancels the rest and is thrown.
  END,
  /// The item is left out and handed to a listener.
  SKIP,
  /// It is part of the result.
  KEEP
}
