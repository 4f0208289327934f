package dev.weft.service.web;

import tools.jackson.databind.json.JsonMapper;

/// The one mapper of the service.
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  static final String CONTENT_TYPE = "application/json";

  private Json() {}

  static Answer ok(Object value) {
    return Answer.ok(CONTENT_TYPE, bytes(value));
  }

  static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }
}
