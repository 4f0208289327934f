package dev.weft.service.database;

/// Hears how far the loading of a [DataSet] has come, on the loading thread.
@FunctionalInterface
public interface Progress {

  /// Something was reached. The last step is [Step.Done] or [Step.Failed]; without a [Step.Begun]
  /// there is none.
  void reached(Step step);

  /// A progress that nobody looks at.
  static Progress silent() {
    return _ -> {};
  }

  /// What a load can reach.
  sealed interface Step {

    /// Loading begins.
    ///
    /// @param users the size of the data set
    /// @param rows how many rows of all tables together that is
    record Begun(int users, long rows) implements Step {}

    /// Rows are loaded.
    ///
    /// @param table the table they are in
    /// @param rows how many rows of all tables together there are by now
    record Loaded(String table, long rows) implements Step {}

    /// All rows are there; something else is done with them.
    ///
    /// @param work what
    record Finishing(String work) implements Step {}

    /// All is loaded and committed.
    record Done() implements Step {}

    /// Nothing is loaded; the exception tells why.
    record Failed() implements Step {}
  }
}
