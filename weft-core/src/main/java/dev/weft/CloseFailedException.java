package dev.weft;

/// A resource could not be closed. The cause is what its `close()` threw, or a
/// [DeadlineExceededException] if its bound broke it off. Other resources that could not be closed
/// are suppressed on this.
public final class CloseFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final String resource;

  CloseFailedException(String resource, Throwable failure) {
    super("could not close \"" + resource + "\": " + TaskFailedException.text(failure), failure);
    this.resource = resource;
  }

  /// The name of the resource.
  ///
  /// @return the name
  public String resource() {
    return resource;
  }
}
