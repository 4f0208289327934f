package dev.weft.service.web;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/// The files of the page and the description of the API, in memory, with an entity tag each.
final class PageFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "page.css", "text/css; charset=utf-8",
          "page.js", "text/javascript; charset=utf-8",
          "shared.js", "text/javascript; charset=utf-8",
          "transfer.js", "text/javascript; charset=utf-8",
          "batch.js", "text/javascript; charset=utf-8",
          "upstream.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml",
          "openapi.json", "application/json");

  private static final Map<String, String> PROTECTION =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          "Referrer-Policy",
          "no-referrer",
          "Cache-Control",
          "no-cache");

  private PageFiles() {}

  /// Adds an endpoint for each file; `/` is `index.html`.
  static void addTo(Endpoints endpoints) {
    TYPES.forEach((name, type) -> {
      byte[] content = load(name);
      String tag = tag(content);
      endpoints.get(
          name.equals("index.html") ? "/" : "/" + name,
          request -> answer(request, type, content, tag));
    });
  }

  private static Answer answer(ServerRequest request, String type, byte[] content, String tag) {
    Map<String, String> headers = new LinkedHashMap<>(PROTECTION);
    headers.put("ETag", tag);
    boolean known =
        request.headers().contains(HeaderNames.IF_NONE_MATCH)
            && request.headers().get(HeaderNames.IF_NONE_MATCH).allValues().stream()
                .anyMatch(tags -> names(tags, tag));
    return known
        ? new Answer(304, type, new byte[0], headers)
        : new Answer(200, type, content, headers);
  }

  /// Whether a list of tags, weak ones included, has this one in it (RFC 9110, section 13.1.2).
  private static boolean names(String tags, String tag) {
    return tags.strip().equals("*")
        || Stream.of(tags.split(","))
            .anyMatch(each -> each.strip().replaceFirst("^W/", "").equals(tag));
  }

  private static byte[] load(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "the page's file " + name + " is not in the jar; build again");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
