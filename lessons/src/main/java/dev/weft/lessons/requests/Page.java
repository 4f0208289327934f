package dev.weft.lessons.requests;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dashboard.
///
/// @param degraded the names of the parts that could not be had and are empty for that reason
record Page(
    @Nullable User user,
    long posts,
    List<Notification> notifications,
    List<String> activity,
    List<String> degraded) {

  record User(long id, String name) {}

  /// What happened, and where.
  record Notification(String message, String link) {}
}
