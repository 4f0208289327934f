package dev.weft.service.dashboard;

import java.time.Instant;

/// Something that a user has not read yet.
public record Notification(long id, String kind, String message, Instant createdAt) {}
