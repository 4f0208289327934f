package dev.weft.lessons.exercise;

/// Something to mend.
///
/// @param name what it is called on the command line
/// @param title what it is about, in a line
/// @param task what is to be done, in a few lines
/// @param file the name of its class and file
/// @param type what that class implements
/// @param check throws a [NotYetException] unless it is right
/// @param <T> the type
public record Exercise<T>(
    String name, String title, String task, String file, Class<T> type, Check<T> check) {

  /// Tells whether a solution is right.
  ///
  /// @param <T> what it implements
  @FunctionalInterface
  public interface Check<T> {

    /// Tries it.
    ///
    /// @param yours the solution
    /// @throws NotYetException if it is wrong
    /// @throws InterruptedException if that is cancelled
    void check(T yours) throws NotYetException, InterruptedException;
  }

  /// Compiles a solution and checks it.
  ///
  /// @param source what is in the file
  /// @throws NotYetException if it cannot be compiled, or is wrong
  /// @throws InterruptedException if that is cancelled
  public void check(String source) throws NotYetException, InterruptedException {
    try (var workshop = new Workshop()) {
      check.check(workshop.make(file, source, type));
    }
  }
}
