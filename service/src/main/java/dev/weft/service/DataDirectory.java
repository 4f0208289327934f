package dev.weft.service;

import java.nio.file.Path;

/// Where data is kept unless the user names a place.
final class DataDirectory {
  private DataDirectory() {}

  /// `$XDG_DATA_HOME/weft`, or `~/.local/share/weft` (XDG Base Directory Specification).
  static Path standard() {
    String base = System.getenv("XDG_DATA_HOME");
    return base == null || base.isBlank() || !Path.of(base).isAbsolute()
        ? Path.of(System.getProperty("user.home"), ".local", "share", "weft")
        : Path.of(base, "weft");
  }
}
