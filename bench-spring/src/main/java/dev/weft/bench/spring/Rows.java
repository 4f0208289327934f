package dev.weft.bench.spring;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is read and answered.
final class Rows {
  private Rows() {}

  record User(long id, String name, String email, Instant createdAt) {}

  record Stats(long posts, long comments, long likes) {}

  record Notification(long id, String kind, String message, Instant createdAt) {}

  record Activity(long id, String kind, String description, Instant createdAt) {}

  record Post(long id, String title, String body, Instant createdAt) {}

  record Comment(long id, long postId, String body, Instant createdAt) {}

  record Dashboard(
      User user,
      Stats stats,
      List<Notification> notifications,
      List<Activity> recentActivity,
      List<String> degraded) {}

  record Profile(User user, List<Post> posts, List<Comment> comments) {}

  record Order(long from, long to, String amount) {

    BigDecimal exactAmount() {
      return new BigDecimal(amount).setScale(2);
    }
  }

  /// What became of an order, as it is kept with its key.
  record Outcome(String name, @Nullable Long account, @Nullable Transfer transfer) {}

  record Transfer(long id, long from, long to, String amount, Instant createdAt) {}
}
