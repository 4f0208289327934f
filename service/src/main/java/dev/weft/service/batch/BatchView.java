package dev.weft.service.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A batch as it stands.
///
/// @param id its number
/// @param kind what is done with each item
/// @param concurrency how many items are worked on at a time
/// @param state where it is
/// @param total how many items it has
/// @param done how many have ended well
/// @param failed how many have ended badly
/// @param inFlight how many are worked on at this moment
/// @param createdAt when it was begun
/// @param endedAt when it ended; null before
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BatchView(
    long id,
    String kind,
    int concurrency,
    String state,
    long total,
    long done,
    long failed,
    long inFlight,
    Instant createdAt,
    @Nullable Instant endedAt) {

  /// The same while something of it runs: it has not ended then, whatever has been decided.
  BatchView inProgress(long itemsInFlight) {
    return new BatchView(
        id, kind, concurrency, state, total, done, failed, itemsInFlight, createdAt, null);
  }
}
