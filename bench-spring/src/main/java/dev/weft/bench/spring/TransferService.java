package dev.weft.bench.spring;

import dev.weft.bench.spring.Rows.Order;
import dev.weft.bench.spring.Rows.Outcome;
import dev.weft.bench.spring.Rows.Transfer;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;

/// Transfers between accounts, each in one transaction, under a key that makes a repetition
/// harmless.
@Service
class TransferService {
  private static final BigDecimal MOST = new BigDecimal("99999999999999999.99");

  private final JdbcClient jdbc;

  TransferService(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Transactional
  public Outcome transfer(String key, Order order) {
    int claimed =
        jdbc.sql(
                """
                insert into transfer_requests (key, from_account, to_account, amount)
                values (?, ?, ?, ?) on conflict (key) do nothing
                """)
            .params(key, order.from(), order.to(), order.exactAmount())
            .update();
    if (claimed == 0) {
      return outcome(key, order);
    }
    Outcome outcome = make(order);
    record(key, outcome);
    return outcome;
  }

  private Outcome make(Order order) {
    Map<Long, BigDecimal> balances = new HashMap<>();
    jdbc.sql("select id, balance from accounts where id in (?, ?) order by id for no key update")
        .params(order.from(), order.to())
        .query(row -> {
          balances.put(row.getLong(1), row.getBigDecimal(2));
        });
    BigDecimal payer = balances.get(order.from());
    BigDecimal payee = balances.get(order.to());
    if (payer == null) {
      return new Outcome("unknown account", order.from(), null);
    }
    if (payee == null) {
      return new Outcome("unknown account", order.to(), null);
    }
    if (payer.compareTo(order.exactAmount()) < 0) {
      return new Outcome("insufficient funds", order.from(), null);
    }
    if (payee.add(order.exactAmount()).compareTo(MOST) > 0) {
      return new Outcome("account full", order.to(), null);
    }
    return new Outcome("done", null, move(order));
  }

  private Transfer move(Order order) {
    BigDecimal amount = order.exactAmount();
    return jdbc.sql(
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
            """)
        .params(amount, order.from(), amount, order.to(), order.from(), order.to(), amount)
        .query((row, number) -> transfer(row))
        .single();
  }

  private void record(String key, Outcome outcome) {
    Transfer made = outcome.transfer();
    jdbc.sql("update transfer_requests set outcome = ?, account = ?, transfer_id = ? where key = ?")
        .params(outcome.name(), outcome.account(), made == null ? null : made.id(), key)
        .update();
  }

  private Outcome outcome(String key, Order order) {
    return jdbc.sql(
            """
            select r.from_account = ? and r.to_account = ? and r.amount = ? as same,
                   r.outcome, t.id, t.from_account, t.to_account, t.amount, t.created_at
            from transfer_requests r left join transfers t on t.id = r.transfer_id
            where r.key = ?
            """)
        .params(order.from(), order.to(), order.exactAmount(), key)
        .query((row, number) -> {
          if (!row.getBoolean("same")) {
            throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT);
          }
          String name = row.getString("outcome");
          return new Outcome(name, null, name.equals("done") ? transfer(row) : null);
        })
        .single();
  }

  private static Transfer transfer(ResultSet row) throws SQLException {
    return new Transfer(
        row.getLong("id"),
        row.getLong("from_account"),
        row.getLong("to_account"),
        row.getBigDecimal("amount").toPlainString(),
        row.getObject("created_at", OffsetDateTime.class).toInstant());
  }
}
