package dev.weft.lessons.resources;

import dev.weft.lessons.world.MemoryTransaction;
import dev.weft.lessons.world.Tables;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/// The accounts of [Transfer], and what the stand-in answers for them.
final class Bank {
  private static final String SCRIPT =
      """
      create table of_doubles (id bigint primary key, balance double precision not null);
      insert into of_doubles values (1, 100);

      create table of_cents (id bigint primary key, balance bigint not null);
      insert into of_cents values (1, 100);

      create table unchecked (id bigint primary key, balance numeric(19, 2) not null);
      insert into unchecked select id, 100 from generate_series(1, 4) id;

      create table accounts (
        id      bigint primary key,
        balance numeric(19, 2) not null check (balance >= 0)
      );
      insert into accounts select id, 100 from generate_series(1, 4) id;

      create table transfers (
        key    text primary key,
        payer  bigint not null,
        payee  bigint not null check (payee <> payer),
        amount numeric(19, 2) not null check (amount > 0)
      );
      create table audit (
        key       text primary key references transfers (key),
        payer_has numeric(19, 2) not null,
        payee_has numeric(19, 2) not null,
        at        timestamptz not null default now()
      );
      """;

  static final Tables TABLES = tables();

  private Bank() {}

  private static Tables tables() {
    Tables tables =
        Tables.of(SCRIPT).row("of_doubles", 1L, 1L, 100.0).row("of_cents", 1L, 1L, 100L);
    for (long id = 1; id <= 4; id++) {
      tables.row("unchecked", id, id, new BigDecimal("100.00"));
      tables.row("accounts", id, id, new BigDecimal("100.00"));
    }
    return tables
        .answer(
            "update of_doubles set balance = balance - ? where id = 1",
            (transaction, parameters) -> {
              double balance = (Double) locked(transaction, "of_doubles", 1L)[1];
              return transaction.put("of_doubles", 1L, 1L, balance - (Double) parameters.get(0));
            })
        .answer(
            "update of_cents set balance = balance - ? where id = 1",
            (transaction, parameters) -> {
              long balance = (Long) locked(transaction, "of_cents", 1L)[1];
              return transaction.put(
                  "of_cents", 1L, 1L, Math.round(balance - (Double) parameters.get(0)));
            })
        .answer(
            "select balance from of_doubles where id = 1",
            (transaction, _) -> MemoryTransaction.row(transaction.rows("of_doubles").get(0)[1]))
        .answer(
            "select balance from of_cents where id = 1",
            (transaction, _) -> MemoryTransaction.row(transaction.rows("of_cents").get(0)[1]))
        .answer(
            "update unchecked set balance = balance - ? where id = ?",
            (transaction, parameters) ->
                add(transaction, amount(parameters.get(0)).negate(), parameters.get(1)))
        .answer(
            "update unchecked set balance = balance + ? where id = ?",
            (transaction, parameters) ->
                add(transaction, amount(parameters.get(0)), parameters.get(1)))
        .answer(
            "select balance from unchecked where id = ?",
            (transaction, parameters) ->
                MemoryTransaction.row(
                    Objects.requireNonNull(transaction.row("unchecked", parameters.get(0)))[1]))
        .answer(
            "select sum(balance) from unchecked",
            (transaction, _) -> sum(transaction.rows("unchecked")))
        .answer(
            "select sum(balance) from accounts",
            (transaction, _) -> sum(transaction.rows("accounts")))
        .answer(
            "insert into transfers (key, payer, payee, amount) values (?, ?, ?, ?) on conflict (key) do nothing",
            (transaction, parameters) ->
                transaction.lock("transfers", parameters.get(0)) == null
                    ? transaction.put("transfers", parameters.get(0), parameters.toArray())
                    : List.of())
        .answer(
            "select id, balance from accounts where id in (?, ?) order by id for update",
            (transaction, parameters) -> lock(transaction, parameters))
        .answer(
            "update accounts set balance = ? where id = ?",
            (transaction, parameters) ->
                transaction.lock("accounts", parameters.get(1)) == null
                    ? List.of()
                    : transaction.put(
                        "accounts", parameters.get(1), parameters.get(1), parameters.get(0)))
        .answer(
            "insert into audit (key, payer_has, payee_has) values (?, ?, ?)",
            (transaction, parameters) ->
                transaction.put("audit", parameters.get(0), parameters.toArray()));
  }

  private static Object[] locked(MemoryTransaction transaction, String table, Object id)
      throws SQLException {
    return Objects.requireNonNull(transaction.lock(table, id));
  }

  private static List<Object[]> add(MemoryTransaction transaction, BigDecimal amount, Object id)
      throws SQLException {
    Object[] row = transaction.lock("unchecked", id);
    return row == null
        ? List.of()
        : transaction.put("unchecked", id, id, ((BigDecimal) row[1]).add(amount));
  }

  private static BigDecimal amount(Object parameter) {
    return parameter instanceof Long units ? BigDecimal.valueOf(units) : (BigDecimal) parameter;
  }

  private static List<Object[]> lock(MemoryTransaction transaction, Collection<Object> ids)
      throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    for (Object id : new TreeSet<>(ids)) {
      Object[] row = transaction.lock("accounts", id);
      if (row != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<Object[]> sum(List<Object[]> rows) {
    return MemoryTransaction.row(
        rows.stream().map(row -> (BigDecimal) row[1]).reduce(BigDecimal.ZERO, BigDecimal::add));
  }
}
