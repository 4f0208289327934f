package dev.weft.service.digest;

/// The digest of some bytes.
///
/// @param algorithm how it was computed
/// @param rounds how often
/// @param bytes how many bytes there were
/// @param digest in hexadecimal
public record Digest(String algorithm, int rounds, long bytes, String digest) {}
