package dev.weft;

/// When a wait for several tasks ends. See [Tasks#await(java.util.Collection, ReturnWhen)].
public enum ReturnWhen {
  /// As soon as one of them has ended, however. (asyncio `FIRST_COMPLETED`.)
  FIRST_COMPLETED,
  /// As soon as one of them has failed, or all have ended; being cancelled is not failing. (asyncio
  /// `FIRST_EXCEPTION`.)
  FIRST_FAILURE,
  /// When all of them have ended. (asyncio `ALL_COMPLETED`.)
  ALL_COMPLETED
}
