package dev.weft.bench.service;

/// What one service did under one load.
///
/// @param round in which it was measured, from 1 on
/// @param service its name
/// @param endpoint what was asked for
/// @param situation how much was asked of it
/// @param clients by how many connections
/// @param figures what the clients saw
/// @param cpuMicros processor time of the service for an answer, refusals included
/// @param residentBytes what it has in memory afterwards; -1 where nobody tells
/// @param coresApart nanoseconds that a message between two cores took, there and back, before or
///   after the measurement, whichever was longer
record Measurement(
    int round,
    String service,
    String endpoint,
    Situation situation,
    int clients,
    Figures figures,
    double cpuMicros,
    long residentBytes,
    double coresApart) {}
