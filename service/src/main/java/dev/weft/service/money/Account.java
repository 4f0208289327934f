package dev.weft.service.money;

import java.time.Instant;

/// An account as it stands.
///
/// @param id its number
/// @param userId whose it is
/// @param balance what is on it, with two decimals; never negative
/// @param createdAt since when there is one
public record Account(long id, long userId, String balance, Instant createdAt) {}
