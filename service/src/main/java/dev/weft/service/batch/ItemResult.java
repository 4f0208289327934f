package dev.weft.service.batch;

/// How an item ended.
///
/// @param position its place in the batch, from 0
/// @param ok whether it ended well
/// @param result what came of it, or why it failed, fit for the public
public record ItemResult(long position, boolean ok, String result) {}
