package dev.weft.service.batch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A batch as the database knows it.
///
/// @param id its number
/// @param kind what is done with each item
/// @param concurrency how many items are worked on at a time
/// @param state where it is
/// @param total how many items it has
/// @param done how many have ended well
/// @param failed how many have ended badly
/// @param createdAt when it was begun
/// @param endedAt when it ended; null before
record BatchRow(
    long id,
    String kind,
    int concurrency,
    String state,
    long total,
    long done,
    long failed,
    Instant createdAt,
    @Nullable Instant endedAt) {

  BatchView view() {
    return new BatchView(id, kind, concurrency, state, total, done, failed, 0, createdAt, endedAt);
  }

  /// While something of it runs it has not ended, whatever has been decided.
  BatchView viewInProgress(long inFlight) {
    return new BatchView(
        id, kind, concurrency, state, total, done, failed, inFlight, createdAt, null);
  }
}
