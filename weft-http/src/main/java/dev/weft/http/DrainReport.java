package dev.weft.http;

/// What became of the requests that a server had when it was told to stop, or got while it stopped.
///
/// @param drained how many ended by themselves, within the bound
/// @param cancelled how many were cancelled when the bound was over
/// @param stuck how many of the cancelled ones had not ended when their connections were closed
public record DrainReport(int drained, int cancelled, int stuck) {}
