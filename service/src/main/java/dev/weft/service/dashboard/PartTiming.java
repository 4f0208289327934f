package dev.weft.service.dashboard;

import java.time.Duration;

/// When a part was read, relative to the beginning of its request.
public record PartTiming(String part, Duration start, Duration duration) {}
