package dev.weft.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A server-sent event (WHATWG HTML, section 9.2).
///
/// @param name its type, by which the client tells events apart
/// @param id what the client names when it comes back, as `Last-Event-ID`
/// @param data what it says, in any number of lines
record ServerEvent(String name, @Nullable String id, String data) {

  ServerEvent {
    requireOneLine("name", name);
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "the name of an event is empty; browsers call one without a name message");
    }
    if (id != null) {
      requireOneLine("id", id);
    }
  }

  // A line break would begin a field of its own, and clients ignore an id with a NUL.
  private static void requireOneLine(String field, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == '\0') {
        throw new IllegalArgumentException(
            "the %s of an event has the character U+%04X at %d; leave it out, or put it into the data"
                .formatted(field, (int) c, i));
      }
    }
  }

  /// The event as it is sent.
  byte[] bytes() {
    StringBuilder text = new StringBuilder("event: ").append(name).append('\n');
    if (id != null) {
      text.append("id: ").append(id).append('\n');
    }
    for (String line : data.split("\r\n|\r|\n", -1)) {
      text.append("data: ").append(line).append('\n');
    }
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }
}
