package dev.weft.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Random;

/// What no client should send. Bytes are characters up to U+00FF here, as [RawClient] sends them.
final class FuzzText {
  private static final String SMILE = utf8("\ud83d\ude00");

  /// JSON values, and what looks like some.
  private static final List<String> VALUES =
      List.of(
          "0",
          "-0",
          "-1",
          "1.5",
          "1e2",
          "1e400",
          "1E-99999",
          "01",
          "0x1",
          "NaN",
          "9223372036854775807",
          "9223372036854775808",
          "9".repeat(99),
          "9".repeat(5_000),
          "1" + "0".repeat(90) + "e99",
          "true",
          "null",
          "[]",
          "{}",
          "[1,[2,[3]]]",
          "\"\"",
          "\"1\"",
          "\"0.001\"",
          "\"-5\"",
          "\"1e5\"",
          "\"NaN\"",
          "\"99999999999999999.99\"",
          "\"\\u0000\"",
          "\"\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800x\"",
          "\"" + "a".repeat(38) + SMILE + "\"",
          "\"" + "a".repeat(39) + SMILE + "\"",
          "\"" + "a".repeat(40) + "\\ud83d\\ude00\"",
          "\"" + SMILE.repeat(50) + "\"",
          "\"" + utf8("\u202e\u0301\ufeff\u0661") + "\"",
          "\"\u00ff\u00fe\"",
          "\"\u00c0\u0080\"",
          "\"\u00ed\u00a0\u0080\"",
          "\"' or '1'='1'; drop table accounts; --\"",
          "\"1); update accounts set balance = 0; --\"",
          "\"../../etc/passwd\"",
          "\"http://127.0.0.1:1/\"",
          "\"a\\r\\nX-Evil: 1\"",
          "\"<script>alert(1)</script>\"",
          "\"${jndi:ldap://x/y}\"",
          "\"" + "x".repeat(4_097) + "\"",
          "\"" + "x".repeat(40_000) + "\"",
          "\"unclosed",
          "'single'",
          "/* c */ 1",
          "[".repeat(40) + "]".repeat(40),
          "[".repeat(20_000),
          "{\"a\":".repeat(31) + "1" + "}".repeat(31),
          "");

  /// Numbers of things, segments of paths, and parameters.
  private static final List<String> SEGMENTS =
      List.of(
          "0",
          "-1",
          "+1",
          "1.0",
          "1e1",
          "007",
          "%31",
          "999999999999999999",
          "9223372036854775808",
          "9".repeat(3_000),
          "",
          ".",
          "..",
          "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
          "..%5c..%5cx",
          "%00",
          "1%00",
          "%",
          "%zz",
          "%ff%fe",
          "%c0%af",
          "%ed%a0%80",
          "%F0%9F%98%80".repeat(30),
          "%D9%A1",
          "1%0d%0aX-Evil:%201",
          "1;v=1",
          "1'%20or%20'1'='1",
          "1;drop%20table%20accounts",
          "%27%3B--",
          "1%2F2",
          "*",
          "{id}",
          "null",
          "a/b/../c",
          "http:%2f%2f127.0.0.1",
          "@x",
          "x?y",
          "x#y",
          "<b>",
          "\"",
          "\\",
          "|",
          "^",
          "`",
          "\u00e9",
          "\u0001");

  private FuzzText() {}

  static String utf8(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  static String value(Random random) {
    return pick(random, VALUES);
  }

  static String segment(Random random) {
    return pick(random, SEGMENTS);
  }

  static String bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }

  static <T> T pick(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  static boolean oneIn(Random random, int count) {
    return random.nextInt(count) == 0;
  }
}
