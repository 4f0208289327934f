package dev.weft.service.money;

import dev.weft.jdbc.Isolation;
import dev.weft.jdbc.Transactions;
import dev.weft.service.money.TransferOutcome.AccountFull;
import dev.weft.service.money.TransferOutcome.Done;
import dev.weft.service.money.TransferOutcome.InsufficientFunds;
import dev.weft.service.money.TransferOutcome.UnknownAccount;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

// 1. The row of the key comes first: whoever comes with the same key waits there until the first
//    one has committed, and then finds its outcome.
// 2. Then both accounts are locked, in the order of their numbers, so that opposite transfers do
//    not wait for each other in a circle.
// 3. What is looked at before the update is locked, so the check of the schema never fails.
//
// Defended by TransferTest, OppositeTransfersTest and MoneyUnderFireTest.
/// Transfers between accounts, each in one transaction, under a key that makes a repeated order
/// harmless.
public final class Transfers {
  private final DataSource database;
  private final Transactions transactions;

  /// @param database where the accounts are
  public Transfers(DataSource database) {
    this.database = database;
    this.transactions = Transactions.over(database);
  }

  /// Makes a transfer, or finds out what became of it when the key was used before.
  ///
  /// A transaction that runs into a deadlock or a conflict is tried again.
  ///
  /// @param key the idempotency key of the order
  /// @throws SQLException if the database fails; whether the transfer was made is known by the key
  /// @throws InterruptedException if it is cancelled; then it was not made
  public TransferOutcome transfer(String key, Order order)
      throws SQLException, InterruptedException {
    return transactions.run(
        Isolation.READ_COMMITTED,
        connection -> {
          var rows = new TransferRows(connection);
          return rows.claim(key, order)
              ? rows.record(key, make(rows, key, order))
              : rows.outcome(key, order);
        });
  }

  private static TransferOutcome make(TransferRows rows, String key, Order order)
      throws SQLException {
    LockedAccounts accounts = rows.lock(order.from(), order.to());
    for (long account : new long[] {order.from(), order.to()}) {
      if (!accounts.has(account)) {
        return new UnknownAccount(account);
      }
    }
    if (accounts.balance(order.from()).compareTo(order.amount().value()) < 0) {
      return new InsufficientFunds(order.from());
    }
    if (accounts.balance(order.to()).add(order.amount().value()).compareTo(Amount.MOST) > 0) {
      return new AccountFull(order.to());
    }
    return new Done(rows.transfer(key, order));
  }

  /// A transfer that was made.
  public Optional<Transfer> find(long id) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return new TransferRows(connection).find(id);
    }
  }

  /// An account as it stands.
  public Optional<Account> account(long id) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return new TransferRows(connection).account(id);
    }
  }
}
