package dev.weft.service.upstream;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/// A path below the address of the upstream. It cannot lead anywhere else: no host, no query, no
/// `..`, nothing that has to be encoded.
///
/// @param text segments of letters, digits and `-._~`, with `/` between them
public record UpstreamPath(String text) {
  /// What a path has to be, for messages.
  public static final String WANTED =
      "a path such as \"users/42\": at most 200 letters, digits, -._~ and / between segments, none of"
          + " which is empty or only dots";

  private static final int LONGEST = 200;
  private static final Pattern SEGMENTS =
      Pattern.compile("(?!\\.+(/|$))[A-Za-z0-9._~-]+(/(?!\\.+(/|$))[A-Za-z0-9._~-]+)*");

  /// @throws IllegalArgumentException if it is none
  public UpstreamPath {
    if (!isPath(text)) {
      throw new IllegalArgumentException("\"" + text + "\" is not " + WANTED);
    }
  }

  private static boolean isPath(String text) {
    return text.length() <= LONGEST && SEGMENTS.matcher(text).matches();
  }

  /// Reads a path.
  ///
  /// @return the path, or empty if it is none
  public static Optional<UpstreamPath> parse(String text) {
    return isPath(text) ? Optional.of(new UpstreamPath(text)) : Optional.empty();
  }

  /// Where that is.
  ///
  /// @param base the address of the upstream
  URI below(URI base) {
    String root = base.toString();
    return URI.create(root.endsWith("/") ? root + text : root + "/" + text);
  }
}
