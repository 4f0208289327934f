package dev.weft.bench.spring;

import dev.weft.bench.spring.Rows.Order;
import dev.weft.bench.spring.Rows.Outcome;
import dev.weft.bench.spring.Rows.Transfer;
import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class TransferController {
  private final TransferService transfers;

  TransferController(TransferService transfers) {
    this.transfers = transfers;
  }

  @PostMapping("/api/transfers")
  ResponseEntity<Transfer> transfer(
      @RequestHeader("Idempotency-Key") String key, @RequestBody Order order) {
    Outcome outcome = transfers.transfer(key, order);
    Transfer made = outcome.transfer();
    if (made == null) {
      throw new ResponseStatusException(
          outcome.name().equals("unknown account") ? HttpStatus.NOT_FOUND : HttpStatus.CONFLICT);
    }
    return ResponseEntity.created(URI.create("/api/transfers/" + made.id())).body(made);
  }
}
