package dev.weft.service.web;

import tools.jackson.databind.json.JsonMapper;

/// The one mapper of the service.
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  static final String CONTENT_TYPE = "application/json";

  private Json() {}

  static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }
}
