package dev.weft.service.web;

import java.util.Map;

/// What an endpoint answers.
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

  static Answer ok(String contentType, byte[] body) {
    return new Answer(200, contentType, body, Map.of());
  }

  Answer with(Map<String, String> more) {
    return new Answer(status, contentType, body, more);
  }
}
