package dev.weft.service.money;

import dev.weft.service.money.TransferOutcome.AccountFull;
import dev.weft.service.money.TransferOutcome.Done;
import dev.weft.service.money.TransferOutcome.InsufficientFunds;
import dev.weft.service.money.TransferOutcome.KeyOfAnotherOrder;
import dev.weft.service.money.TransferOutcome.UnknownAccount;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The statements that transfers consist of, on one connection.
final class TransferRows {
  private static final String TRANSFER =
      "select t.id, t.from_account, t.to_account, t.amount, t.created_at from transfers t ";

  private final Connection connection;

  TransferRows(Connection connection) {
    this.connection = connection;
  }

  /// Takes the key for this order; waits for another transaction that is about to take it.
  ///
  /// @return false if it was taken before
  boolean claim(String key, Order order) throws SQLException {
    try (PreparedStatement insert =
        prepare(
            """
            insert into transfer_requests (key, from_account, to_account, amount)
            values (?, ?, ?, ?) on conflict (key) do nothing
            """,
            key,
            order.from(),
            order.to(),
            order.amount().value())) {
      return insert.executeUpdate() == 1;
    }
  }

  /// What became of the order that has this key.
  TransferOutcome outcome(String key, Order order) throws SQLException {
    try (PreparedStatement select =
            prepare(
                """
                select r.from_account = ? and r.to_account = ? and r.amount = ? as same,
                       r.outcome, r.account, t.id, t.from_account, t.to_account, t.amount, t.created_at
                from transfer_requests r left join transfers t on t.id = r.transfer_id
                where r.key = ?
                """,
                order.from(),
                order.to(),
                order.amount().value(),
                key);
        ResultSet row = one(select)) {
      if (!row.getBoolean("same")) {
        return new KeyOfAnotherOrder();
      }
      return switch (row.getString("outcome")) {
        case "done" -> new Done(transfer(row));
        case "unknown account" -> new UnknownAccount(row.getLong("account"));
        case "insufficient funds" -> new InsufficientFunds(row.getLong("account"));
        case "account full" -> new AccountFull(row.getLong("account"));
        case String other -> throw new SQLException("outcome \"" + other + "\" of a transfer");
      };
    }
  }

  /// Locks accounts until the end of the transaction, in the order of their numbers.
  LockedAccounts lock(long one, long other) throws SQLException {
    Map<Long, BigDecimal> balances = new HashMap<>();
    try (PreparedStatement select =
            prepare(
                "select id, balance from accounts where id in (?, ?) order by id for no key update",
                one,
                other);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        balances.put(rows.getLong(1), rows.getBigDecimal(2));
      }
    }
    return new LockedAccounts(balances);
  }

  /// Moves the money, and writes down that it was moved.
  Transfer transfer(String key, Order order) throws SQLException {
    BigDecimal amount = order.amount().value();
    try (PreparedStatement statement =
            prepare(
                """
                with
                  payer as (
                    update accounts set balance = balance - ? where id = ? returning balance),
                  payee as (
                    update accounts set balance = balance + ? where id = ? returning balance),
                  made as (
                    insert into transfers (from_account, to_account, amount) values (?, ?, ?)
                    returning id, from_account, to_account, amount, created_at),
                  audited as (
                    insert into transfer_audit (transfer_id, from_balance, to_balance)
                    select made.id, payer.balance, payee.balance from made, payer, payee)
                select id, from_account, to_account, amount, created_at from made
                """,
                amount,
                order.from(),
                amount,
                order.to(),
                order.from(),
                order.to(),
                amount);
        ResultSet row = one(statement)) {
      return transfer(row);
    }
  }

  /// Writes down what became of the order that has this key.
  TransferOutcome record(String key, TransferOutcome outcome) throws SQLException {
    switch (outcome) {
      case Done(Transfer transfer) -> record(key, "done", null, transfer.id());
      case UnknownAccount(long account) -> record(key, "unknown account", account, null);
      case InsufficientFunds(long account) -> record(key, "insufficient funds", account, null);
      case AccountFull(long account) -> record(key, "account full", account, null);
      case KeyOfAnotherOrder() -> throw new IllegalArgumentException("it has an outcome already");
    }
    return outcome;
  }

  private void record(String key, String outcome, @Nullable Long account, @Nullable Long transfer)
      throws SQLException {
    try (PreparedStatement update =
        prepare(
            "update transfer_requests set outcome = ?, account = ?, transfer_id = ? where key = ?",
            outcome,
            account,
            transfer,
            key)) {
      update.executeUpdate();
    }
  }

  Optional<Transfer> find(long id) throws SQLException {
    try (PreparedStatement select = prepare(TRANSFER + "where t.id = ?", id);
        ResultSet rows = select.executeQuery()) {
      return rows.next() ? Optional.of(transfer(rows)) : Optional.empty();
    }
  }

  Optional<Account> account(long id) throws SQLException {
    try (PreparedStatement select =
            prepare("select id, user_id, balance, created_at from accounts where id = ?", id);
        ResultSet rows = select.executeQuery()) {
      return rows.next()
          ? Optional.of(
              new Account(
                  rows.getLong(1),
                  rows.getLong(2),
                  rows.getBigDecimal(3).toPlainString(),
                  rows.getObject(4, OffsetDateTime.class).toInstant()))
          : Optional.empty();
    }
  }

  private static Transfer transfer(ResultSet row) throws SQLException {
    return new Transfer(
        row.getLong("id"),
        row.getLong("from_account"),
        row.getLong("to_account"),
        row.getBigDecimal("amount").toPlainString(),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }

  private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  private static ResultSet one(PreparedStatement statement) throws SQLException {
    ResultSet rows = statement.executeQuery();
    if (!rows.next()) {
      throw new SQLException("a statement that has a row has none: " + statement);
    }
    return rows;
  }
}
