package dev.weft.http;

import io.helidon.http.HttpException;

/// A handler was broken off because the budget of its request is over. It is of Helidon's kind
/// because an error handler can throw no other to the filters.
final class BrokenOffException extends HttpException {
  private static final long serialVersionUID = 1L;

  private final InterruptedException interrupt;

  BrokenOffException(InterruptedException interrupt) {
    super("the budget of the request is over", interrupt);
    this.interrupt = interrupt;
  }

  InterruptedException interrupt() {
    return interrupt;
  }
}
