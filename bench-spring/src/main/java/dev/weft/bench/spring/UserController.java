package dev.weft.bench.spring;

import dev.weft.bench.spring.Rows.Dashboard;
import dev.weft.bench.spring.Rows.Profile;
import dev.weft.bench.spring.Rows.User;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// Dashboards and profiles: their parts are read side by side, each on a virtual thread.
@RestController
class UserController {
  private final UserRepository users;
  private final AsyncTaskExecutor executor;

  UserController(UserRepository users, AsyncTaskExecutor executor) {
    this.users = users;
    this.executor = executor;
  }

  @GetMapping("/api/users/{id}/dashboard")
  Dashboard dashboard(@PathVariable long id) {
    var user = CompletableFuture.supplyAsync(() -> user(id), executor);
    var stats = CompletableFuture.supplyAsync(() -> users.stats(id), executor);
    var notifications =
        CompletableFuture.supplyAsync(() -> users.unreadNotifications(id), executor);
    var activities = CompletableFuture.supplyAsync(() -> users.recentActivity(id), executor);
    return new Dashboard(
        user.join(), stats.join(), notifications.join(), activities.join(), List.of());
  }

  @GetMapping("/api/users/{id}/profile")
  Profile profile(@PathVariable long id) {
    var user = CompletableFuture.supplyAsync(() -> user(id), executor);
    var posts = CompletableFuture.supplyAsync(() -> users.posts(id), executor);
    var comments = CompletableFuture.supplyAsync(() -> users.comments(id), executor);
    return new Profile(user.join(), posts.join(), comments.join());
  }

  private User user(long id) {
    return users.user(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }
}
