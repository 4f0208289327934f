package dev.weft.bench.spring;

import org.springframework.http.HttpStatus;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// Says that there are too many requests where no connection of the pool has come free in time.
@RestControllerAdvice
class Refusals {

  @ExceptionHandler(CannotGetJdbcConnectionException.class)
  @ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
  void tooMany() {}
}
