package dev.weft.service.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A body of any length with a JSON value on each line (NDJSON). No more than a line of it is in
/// memory. Used by one thread.
final class JsonLines {
  /// The longest text that an item may be.
  static final int LONGEST = 4_096;

  private static final int LONGEST_LINE = 32 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[16 * 1024];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int limit;
  private long number;

  JsonLines(InputStream in) {
    this.in = in;
  }

  /// The number of the line that was read last, from 1 on.
  long number() {
    return number;
  }

  /// The value on the next line that is not blank; null at the end.
  @Nullable JsonNode next() throws Refusal {
    for (byte[] text = line(); text != null; text = line()) {
      if (!new String(text, java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
        return JsonBody.parse(text, "line " + number);
      }
    }
    return null;
  }

  private byte @Nullable [] line() throws Refusal {
    line.reset();
    boolean hasAny = false;
    while (true) {
      int next = read();
      if (next < 0 && !hasAny) {
        return null;
      }
      if (!hasAny) {
        number++;
        hasAny = true;
      }
      if (next < 0 || next == '\n') {
        return line.toByteArray();
      }
      if (line.size() == LONGEST_LINE) {
        throw Refusal.badRequest(
            "line " + number + " is longer than " + LONGEST_LINE + " bytes; send shorter items");
      }
      line.write(next);
    }
  }

  private int read() throws Refusal {
    if (position == limit) {
      try {
        limit = in.read(buffer);
      } catch (IOException e) {
        throw Refusal.unreadableBody(JsonBody.BROKEN_OFF + ", after line " + number);
      }
      position = 0;
      if (limit < 0) {
        limit = 0;
        return -1;
      }
    }
    return buffer[position++] & 0xff;
  }
}
