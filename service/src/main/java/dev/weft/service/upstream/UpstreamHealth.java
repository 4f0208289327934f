package dev.weft.service.upstream;

/// How the upstream has done since the start.
///
/// @param perSecond how many calls a second it is asked at most
/// @param waiting how many requests wait for their turn
/// @param succeeded how many calls succeeded
/// @param failed how many failed
/// @param timedOut how many took too long
/// @param healthy whether the last call succeeded, or there was none
public record UpstreamHealth(
    int perSecond, int waiting, long succeeded, long failed, long timedOut, boolean healthy) {}
