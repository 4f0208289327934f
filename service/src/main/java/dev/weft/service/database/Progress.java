package dev.weft.service.database;

/// Hears how far the loading of a [DataSet] has come, on the loading thread.
public interface Progress {

  /// Loading begins.
  void begin(int users, long rows);

  /// So many rows of all tables together are loaded by now.
  void loaded(String table, long rows);

  /// The rows are there; something else is done with them.
  void finishing(String step);

  /// All is loaded and committed.
  void done();

  /// Nothing is loaded; the exception tells why.
  void failed();

  /// A progress that nobody looks at.
  static Progress silent() {
    return new Progress() {
      @Override
      public void begin(int users, long rows) {}

      @Override
      public void loaded(String table, long rows) {}

      @Override
      public void finishing(String step) {}

      @Override
      public void done() {}

      @Override
      public void failed() {}
    };
  }
}
