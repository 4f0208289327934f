package dev.weft.service.dashboard;

import java.time.Instant;

/// Something that a user has done.
public record Activity(long id, String kind, String description, Instant createdAt) {}
