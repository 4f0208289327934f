package dev.weft.service;

import static dev.weft.service.FuzzText.oneIn;
import static dev.weft.service.FuzzText.pick;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Bodies of requests: valid ones, nearly valid ones, and bytes.
final class FuzzBodies {
  private static final List<String> PIECES =
      List.of(
          "{", "}", "[", "]", ",", ":", "\"", "\\", "\u0000", "\n", "\\u12", "-", "e", "\u00ff");

  private FuzzBodies() {}

  static String transfer(Random random) {
    List<String> fields = new ArrayList<>();
    fields.add("\"from\":" + or(random, Integer.toString(1 + random.nextInt(40))));
    fields.add("\"to\":" + or(random, Integer.toString(41 + random.nextInt(40))));
    String amount = "\"%d.%02d\"".formatted(random.nextInt(4), 1 + random.nextInt(99));
    fields.add("\"amount\":" + or(random, amount));
    return twisted(random, object(random, fields));
  }

  static String batch(Random random) {
    boolean isDigest = random.nextBoolean();
    List<String> items = new ArrayList<>();
    for (int n = random.nextInt(4); n >= 0; n--) {
      items.add(item(random, isDigest));
    }
    List<String> fields = new ArrayList<>();
    fields.add("\"kind\":" + or(random, isDigest ? "\"digest\"" : "\"upstream\""));
    fields.add("\"items\":" + or(random, "[" + String.join(",", items) + "]"));
    if (random.nextBoolean()) {
      fields.add("\"concurrency\":" + or(random, "3"));
    }
    return twisted(random, object(random, fields));
  }

  static String lines(Random random) {
    StringBuilder lines = new StringBuilder();
    for (int n = random.nextInt(6); n >= 0; n--) {
      lines.append(item(random, random.nextInt(4) > 0)).append(oneIn(random, 10) ? "\r\n" : "\n");
    }
    return twisted(random, lines.toString());
  }

  private static String item(Random random, boolean isDigest) {
    return or(random, "\"" + (isDigest ? "text " : "users/") + random.nextInt(100) + "\"");
  }

  /// Mostly the valid value.
  private static String or(Random random, String valid) {
    return oneIn(random, 8) ? FuzzText.value(random) : valid;
  }

  private static String object(Random random, List<String> fields) {
    if (oneIn(random, 20)) {
      fields.add(pick(random, fields));
    }
    if (oneIn(random, 20)) {
      fields.remove(random.nextInt(fields.size()));
    }
    if (oneIn(random, 30)) {
      fields.add(
          "\"" + pick(random, List.of("fee", "", "\\ud800", "__proto__", "\\u0000")) + "\":1");
    }
    return "{" + String.join(",", fields) + "}";
  }

  private static String twisted(Random random, String text) {
    int at = random.nextInt(text.length() + 1);
    return switch (random.nextInt(40)) {
      case 0 -> FuzzText.bytes(random, 300);
      case 1 -> text.substring(0, at);
      case 2 -> text.substring(at);
      case 3 -> text.substring(0, at) + pick(random, PIECES) + text.substring(at);
      case 4 -> text.substring(0, at) + FuzzText.bytes(random, 4) + text.substring(at);
      case 5 -> text + text;
      case 6 -> "\u00ef\u00bb\u00bf" + text;
      case 7 -> new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.ISO_8859_1);
      case 8 -> FuzzText.value(random);
      case 9 -> " ".repeat(random.nextInt(70_000)) + text;
      default -> text;
    };
  }
}
