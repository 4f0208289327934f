package dev.weft.service.dashboard;

import java.time.Instant;

/// A comment that a user has written.
public record Comment(long id, long postId, String body, Instant createdAt) {}
