package dev.weft.service.money;

/// What became of an order. The same key has the same outcome for ever.
public sealed interface TransferOutcome {

  /// The money has changed accounts.
  ///
  /// @param transfer the transfer
  record Done(Transfer transfer) implements TransferOutcome {}

  /// There is no such account; nothing has changed.
  ///
  /// @param account its number
  record UnknownAccount(long account) implements TransferOutcome {}

  /// The payer has less than that; nothing has changed.
  ///
  /// @param account the payer's number
  record InsufficientFunds(long account) implements TransferOutcome {}

  /// The payee's account could not hold so much; nothing has changed.
  ///
  /// @param account the payee's number
  record AccountFull(long account) implements TransferOutcome {}

  /// The key belongs to another order; nothing has changed.
  record KeyOfAnotherOrder() implements TransferOutcome {}
}
