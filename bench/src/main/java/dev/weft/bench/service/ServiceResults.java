package dev.weft.bench.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What is kept of a run.
///
/// @param command what made it
/// @param started when, ISO 8601
/// @param seconds how long it took
/// @param rounds how often each figure was measured
/// @param machine what it ran on
/// @param versions of what was measured, and by what
/// @param measurements all of them
/// @param starts seconds from the command to the first answered dashboard, by service
/// @param goals what was to be reached
record ServiceResults(
    String command,
    String started,
    long seconds,
    int rounds,
    Map<String, String> machine,
    Map<String, String> versions,
    List<Measurement> measurements,
    Map<String, List<Double>> starts,
    List<Goal> goals) {

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    var json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(file, json.writeValueAsString(this) + "\n");
  }
}
