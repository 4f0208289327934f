package dev.weft.service.money;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

/// The balances of accounts that nobody else can change before the end of the transaction.
///
/// @param balances by account; those that do not exist are missing
record LockedAccounts(Map<Long, BigDecimal> balances) {

  boolean has(long account) {
    return balances.containsKey(account);
  }

  BigDecimal balance(long account) {
    return Objects.requireNonNull(balances.get(account));
  }
}
