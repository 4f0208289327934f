package dev.weft.service.upstream;

/// What the upstream answered.
///
/// @param json the body, which is JSON
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record UpstreamAnswer(byte[] json) {}
