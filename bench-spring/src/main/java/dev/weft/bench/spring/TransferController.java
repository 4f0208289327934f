package dev.weft.bench.spring;

import dev.weft.bench.spring.Rows.Order;
import dev.weft.bench.spring.Rows.Transfer;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class TransferController {
  private final JdbcClient jdbc;

  TransferController(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @PostMapping("/api/transfers")
  @ResponseStatus(HttpStatus.CREATED)
  @Transactional
  public Transfer transfer(@RequestHeader("Idempotency-Key") String key, @RequestBody Order order) {
    BigDecimal amount = new BigDecimal(order.amount());
    int claimed =
        jdbc.sql(
                "insert into transfer_requests (key, from_account, to_account, amount) values (?, ?, ?, ?) on conflict (key) do nothing")
            .params(key, order.from(), order.to(), amount)
            .update();
    if (claimed == 0) {
      throw new ResponseStatusException(HttpStatus.CONFLICT);
    }
    Map<Long, BigDecimal> balances = new HashMap<>();
    jdbc.sql(
            "select id, balance from accounts where id = ? or id = ? order by id for no key update")
        .params(order.from(), order.to())
        .query(row -> {
          balances.put(row.getLong(1), row.getBigDecimal(2));
        });
    if (balances.size() < 2) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    if (balances.get(order.from()).compareTo(amount) < 0) {
      throw new ResponseStatusException(HttpStatus.CONFLICT);
    }
    jdbc.sql("update accounts set balance = balance - ? where id = ?")
        .params(amount, order.from())
        .update();
    jdbc.sql("update accounts set balance = balance + ? where id = ?")
        .params(amount, order.to())
        .update();
    Map<String, Object> made =
        jdbc.sql(
                "insert into transfers (from_account, to_account, amount) values (?, ?, ?) returning id, created_at")
            .params(order.from(), order.to(), amount)
            .query()
            .singleRow();
    long id = (Long) made.get("id");
    jdbc.sql("insert into transfer_audit (transfer_id, from_balance, to_balance) values (?, ?, ?)")
        .params(id, balances.get(order.from()).subtract(amount), balances.get(order.to()).add(amount))
        .update();
    jdbc.sql("update transfer_requests set outcome = 'done', transfer_id = ? where key = ?")
        .params(id, key)
        .update();
    return new Transfer(
        id,
        order.from(),
        order.to(),
        amount.toPlainString(),
        ((Timestamp) made.get("created_at")).toInstant());
  }
}
