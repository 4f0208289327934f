package dev.weft.service.dashboard;

/// How much a user has written and liked.
public record Stats(long posts, long comments, long likes) {
  static final Stats NONE = new Stats(0, 0, 0);
}
