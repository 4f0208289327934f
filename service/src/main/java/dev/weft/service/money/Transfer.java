package dev.weft.service.money;

import java.time.Instant;

/// A transfer that was made.
///
/// @param id its number
/// @param from the account that paid
/// @param to the account that was paid
/// @param amount how much, with two decimals
/// @param createdAt when
public record Transfer(long id, long from, long to, String amount, Instant createdAt) {}
