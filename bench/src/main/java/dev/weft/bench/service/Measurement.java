package dev.weft.bench.service;

/// What one service did under one load.
///
/// @param service its name
/// @param endpoint what was asked for
/// @param clients by how many at a time
/// @param load `peak`, or `overload` for twice as many clients
/// @param figures what the clients saw
/// @param goodput successes within a second, each second
/// @param cpuMicros processor time of the service for a request
/// @param resident bytes in memory afterwards
record Measurement(
    String service,
    String endpoint,
    int clients,
    String load,
    Load.Figures figures,
    double goodput,
    double cpuMicros,
    long resident) {}
