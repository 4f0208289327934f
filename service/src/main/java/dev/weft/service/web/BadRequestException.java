package dev.weft.service.web;

/// A request that cannot be understood. The message goes to the client: it names the value and the
/// remedy.
final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  BadRequestException(String message) {
    super(message);
  }
}
