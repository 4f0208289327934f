package dev.weft.service;

import static dev.weft.service.FuzzText.pick;

import java.util.List;
import java.util.Random;

/// How a request says where its body ends: rightly, wrongly, and in two ways at once.
final class FuzzFraming {
  /// The key of the transfers that are hidden behind the end of a body.
  static final String SMUGGLED = "smuggled";

  private static final String HIDDEN_BODY = "{\"from\":1,\"to\":2,\"amount\":\"1.00\"}";
  private static final String HIDDEN =
      "POST /api/transfers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
          + "Idempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(SMUGGLED, HIDDEN_BODY.length(), HIDDEN_BODY);

  private static final List<String> LENGTHS =
      List.of(
          "Content-Length: -1",
          "Content-Length: +5",
          "Content-Length: 0x5",
          "Content-Length: 5, 5",
          "Content-Length: 99999999999999999999",
          "Content-Length: ",
          "Content-Length: five",
          "Content-Length: 3\r\nContent-Length: 4");
  private static final List<String> CODINGS =
      List.of("xchunked", "gzip, chunked", "chunked, identity", "identity", "chunked\t", "");
  private static final List<String> CHUNKS =
      List.of("zz\r\nab\r\n", "-1\r\n", "ffffffffffffffffff\r\nab", "5\r\nab", "2\r\nabc\r\n0\r\n");

  private FuzzFraming() {}

  /// The rest of a request: the headers that say how long the body is, and the body.
  static String framed(Random random, String body) {
    return switch (random.nextInt(200)) {
      case 0, 1 -> pick(random, LENGTHS) + "\r\n\r\n" + body;
      case 2 -> length(body.length() + 10) + body;
      case 3, 4 -> length(body.length() / 2) + body;
      case 5, 6 -> "Transfer-Encoding: " + pick(random, CODINGS) + "\r\n" + length(5) + body;
      case 7 -> "Transfer-Encoding: chunked\r\n\r\n" + pick(random, CHUNKS);
      case 8, 9 -> "Transfer-Encoding: chunked\r\n" + length(5) + "0\r\n\r\n" + HIDDEN;
      case 10, 11 ->
          "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(random, body);
      case 12 -> "Content-Length: 0\r\n\r\n";
      case 13 -> "\r\n";
      case 14 -> "Expect: 100-continue\r\n" + length(body.length()) + body;
      case 15, 16, 17, 18, 19, 20 -> "Transfer-Encoding: chunked\r\n\r\n" + chunked(random, body);
      default -> length(body.length()) + body;
    };
  }

  private static String length(int bytes) {
    return "Content-Length: " + bytes + "\r\n\r\n";
  }

  private static String chunked(Random random, String body) {
    StringBuilder chunks = new StringBuilder();
    for (int at = 0; at < body.length(); ) {
      int size = Math.min(1 + random.nextInt(1_000), body.length() - at);
      chunks.append(Integer.toHexString(size)).append(random.nextInt(4) == 0 ? ";a=b" : "");
      chunks.append("\r\n").append(body, at, at + size).append("\r\n");
      at += size;
    }
    return chunks.append("0\r\n\r\n").toString();
  }
}
