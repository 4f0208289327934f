package dev.weft.service.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// An error as RFC 9457 describes it. What it says is for the public: never an exception's text.
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String type, String title, int status, @Nullable String detail) {
  static final String CONTENT_TYPE = "application/problem+json";

  static Problem of(int status, String title, @Nullable String detail) {
    return new Problem("about:blank", title, status, detail);
  }
}
