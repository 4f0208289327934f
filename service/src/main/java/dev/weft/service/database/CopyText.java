package dev.weft.service.database;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Rows in the text format of PostgreSQL's COPY: tabs between columns, a line for a row.
///
/// The texts of the data set have no tab, line break or backslash, which would need escapes.
final class CopyText {

  private final StringBuilder text = new StringBuilder(80_000);
  private boolean inRow;

  void field(String value) {
    separate();
    text.append(value);
  }

  void field(long value) {
    separate();
    text.append(value);
  }

  void field(boolean value) {
    separate();
    text.append(value ? 't' : 'f');
  }

  /// An amount in cents.
  void money(long cents) {
    separate();
    text.append(cents / 100).append('.').append(cents % 100 / 10).append(cents % 10);
  }

  void time(long epochSecond) {
    separate();
    text.append(Instant.ofEpochSecond(epochSecond));
  }

  void endRow() {
    text.append('\n');
    inRow = false;
  }

  private void separate() {
    if (inRow) {
      text.append('\t');
    }
    inRow = true;
  }

  int length() {
    return text.length();
  }

  /// Hands out what was written and begins anew.
  byte[] take() {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    return bytes;
  }
}
