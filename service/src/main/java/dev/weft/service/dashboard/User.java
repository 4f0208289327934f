package dev.weft.service.dashboard;

import java.time.Instant;

/// A user as the dashboard shows one.
public record User(long id, String name, String email, Instant createdAt) {}
