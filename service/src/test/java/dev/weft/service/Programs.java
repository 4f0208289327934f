package dev.weft.service;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// PostgreSQL's programs, unpacked once for all data directories of a run.
final class Programs implements BeforeAllCallback {
  private @Nullable SharedPostgres owner;

  @Override
  public void beforeAll(ExtensionContext context) {
    owner = SharedPostgres.of(context);
  }

  /// A database with the data set, on the server of this run.
  TestDatabase newDatabase() throws SQLException {
    return Objects.requireNonNull(owner).newDatabase();
  }

  /// Lends them to a server on another data directory.
  void lendTo(Path home) throws IOException {
    Objects.requireNonNull(owner).lendPrograms(home);
  }
}
