package dev.weft.service.batch;

/// What is done with an item. What it throws fails the item, not the batch.
@FunctionalInterface
public interface ItemWork {

  /// Works on an item.
  ///
  /// @return what came of it, for the public
  /// @throws ItemFailedException if it failed
  /// @throws InterruptedException if that is cancelled
  String run(BatchKind kind, String item) throws ItemFailedException, InterruptedException;
}
