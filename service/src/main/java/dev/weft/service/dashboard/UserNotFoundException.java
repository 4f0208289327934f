package dev.weft.service.dashboard;

/// There is no user with this id.
public final class UserNotFoundException extends Exception {
  private static final long serialVersionUID = 1L;

  UserNotFoundException(long id) {
    super("there is no user " + id);
  }
}
