package dev.weft.service.dashboard;

import java.time.Instant;

/// A post of a user.
public record Post(long id, String title, String body, Instant createdAt) {}
