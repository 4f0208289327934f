package dev.weft;

/// What a group makes of the failure of a child.
enum FailurePolicy {
  /// It cancels the rest and is thrown.
  FAIL_FAST,
  /// It stays with its task.
  KEEP,
  /// It stays with its task; if nobody has looked at it when the group ends, it is logged.
  SUPERVISE,
  /// It stays with its task; if nobody looks at it soon, it is logged and forgotten, so that a
  /// group may live for ever.
  HOST,
  /// It is logged at once and forgotten, so that a group may live for ever.
  REPORT
}
