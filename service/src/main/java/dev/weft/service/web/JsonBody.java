package dev.weft.service.web;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.BadRequestException;
import io.helidon.http.HttpMediaType;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON object in the body of a request. It is read strictly: what is not asked for, or not of
/// the type that is asked for, is refused, so that no misspelt field is silently ignored.
final class JsonBody {
  /// What is said of a body that cannot be read to its end.
  static final String BROKEN_OFF = "the body ended too early, or its chunks cannot be read";

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  /// Reads the body of a request.
  ///
  /// @param fields all that it may have
  static JsonBody of(ServerRequest request, Set<String> fields) throws Refusal {
    return of(request, request.content().inputStream(), fields);
  }

  /// Reads the body of a request from a stream that the caller has put around it.
  ///
  /// @param fields all that it may have
  static JsonBody of(ServerRequest request, InputStream in, Set<String> fields) throws Refusal {
    if (type(request).filter(type -> type.test(MediaTypes.APPLICATION_JSON)).isEmpty()) {
      throw Refusal.unsupportedType(
          "the body is not application/json; send JSON, with that Content-Type",
          "application/json");
    }
    return new JsonBody(object(bytes(request, in), fields));
  }

  /// What the body of a request is said to be; empty if that cannot be read.
  static Optional<HttpMediaType> type(ServerRequest request) {
    try {
      return request.headers().contentType();
    } catch (BadRequestException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // Helidon's parser fails with all of them.
      return Optional.empty();
    }
  }

  private static byte[] bytes(ServerRequest request, InputStream in) throws Refusal {
    if (!request.content().hasEntity()) {
      throw Refusal.badRequest("there is no body; send a JSON object");
    }
    try {
      byte[] bytes = in.readNBytes(Endpoints.MAX_BODY_BYTES + 1);
      if (bytes.length > Endpoints.MAX_BODY_BYTES) {
        throw Refusal.tooLarge(Endpoints.TOO_LARGE);
      }
      return bytes;
    } catch (IOException | IllegalArgumentException | RequestException e) {
      // The latter two are how Helidon's parser of chunks fails.
      throw Refusal.unreadableBody(BROKEN_OFF);
    }
  }

  /// Reads a JSON value.
  ///
  /// @param place what the bytes are, for the message
  static JsonNode parse(byte[] bytes, String place) throws Refusal {
    try {
      return MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw Refusal.badRequest(
          place
              + " is not JSON, or repeats a field, or is nested more than 32 deep"
              + where(e.getLocation()));
    }
  }

  private static String where(@Nullable TokenStreamLocation at) {
    if (at == null) {
      return "";
    }
    return at.getLineNr() == 1
        ? "; look at column " + at.getColumnNr()
        : "; look at line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  private static JsonNode object(byte[] bytes, Set<String> fields) throws Refusal {
    JsonNode node = parse(bytes, "the body");
    if (!node.isObject()) {
      throw Refusal.badRequest("the body is not a JSON object; send {…}");
    }
    for (String name : node.propertyNames()) {
      if (!fields.contains(name)) {
        throw Refusal.badRequest(
            "field \"%s\" is not known; there are %s"
                .formatted(
                    Numbers.shown(name),
                    fields.stream().sorted().collect(Collectors.joining(", "))));
      }
    }
    return node;
  }

  /// A whole number from 1 on.
  long id(String field) throws Refusal {
    JsonNode value = required(field);
    if (value.isIntegralNumber() && value.canConvertToLong() && value.longValue() > 0) {
      return value.longValue();
    }
    throw mismatch(field, value, "a whole number from 1 on, such as 1");
  }

  /// A whole number within bounds, or what stands for a missing one.
  int number(String field, int least, int most, int missing) throws Refusal {
    JsonNode value = object.get(field);
    if (value == null) {
      return missing;
    }
    if (value.isIntegralNumber()
        && value.canConvertToInt()
        && value.intValue() >= least
        && value.intValue() <= most) {
      return value.intValue();
    }
    throw mismatch(field, value, "a whole number from " + least + " to " + most);
  }

  /// A string.
  String text(String field) throws Refusal {
    JsonNode value = required(field);
    if (value.isString()) {
      return value.stringValue();
    }
    throw mismatch(field, value, "a string, in quotes");
  }

  JsonNode required(String field) throws Refusal {
    JsonNode value = object.get(field);
    if (value == null || value.isNull()) {
      throw Refusal.badRequest("field \"" + field + "\" is missing");
    }
    return value;
  }

  static Refusal mismatch(String field, JsonNode value, String wanted) {
    return Refusal.badRequest(
        "field \"%s\" is %s, but has to be %s"
            .formatted(field, Numbers.shown(value.toString()), wanted));
  }
}
