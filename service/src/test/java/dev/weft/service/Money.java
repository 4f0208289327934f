package dev.weft.service;

import java.sql.SQLException;
import java.util.List;

/// What has to hold for the accounts of a database.
final class Money {
  private static final String BEFORE_ALL_TRANSFERS =
      """
      select a.id || ' ' || a.balance
        + coalesce((select sum(amount) from transfers where from_account = a.id), 0)
        - coalesce((select sum(amount) from transfers where to_account = a.id), 0)
      from accounts a order by a.id
      """;

  private Money() {}

  /// What each account had before the first transfer, as its balance and the transfers tell it. It
  /// stays the same as long as money is moved by transfers only, each of them once.
  static List<String> beforeAllTransfers(TestDatabase database) throws SQLException {
    return database.query(BEFORE_ALL_TRANSFERS);
  }

  static List<String> sum(TestDatabase database) throws SQLException {
    return database.query("select sum(balance) from accounts");
  }
}
