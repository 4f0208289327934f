package dev.weft.service.dashboard;

import java.util.List;

/// A user with the newest posts and comments, newest first.
public record Profile(User user, List<Post> posts, List<Comment> comments) {}
