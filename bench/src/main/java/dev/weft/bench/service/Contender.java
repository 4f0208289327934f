package dev.weft.bench.service;

import java.util.List;

/// A service that is measured.
///
/// @param name its name in the results
/// @param command starts it on its port
/// @param port where it listens
record Contender(String name, List<String> command, int port) {

  String address(String path) {
    return "http://127.0.0.1:" + port + path;
  }
}
