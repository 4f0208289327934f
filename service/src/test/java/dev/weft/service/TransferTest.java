package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Transfers as a client sees them.
class TransferTest {
  @RegisterExtension private static final Service SERVICE = Service.patient();

  @BeforeEach
  void everybodyHasAHundred() throws SQLException {
    SERVICE.database().execute("update accounts set balance = 100");
  }

  static HttpRequest.Builder order(Service service, String key, String body) {
    return service
        .request("/api/transfers")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", key)
        .POST(BodyPublishers.ofString(body));
  }

  private static HttpResponse<String> transfer(String key, long from, long to, String amount)
      throws IOException, InterruptedException {
    return Service.send(
        order(SERVICE, key, "{\"from\":%d,\"to\":%d,\"amount\":\"%s\"}".formatted(from, to, amount))
            .build());
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  private static String balance(long account) throws SQLException {
    return SERVICE
        .database()
        .query("select balance from accounts where id = " + account)
        .getFirst();
  }

  private static long transfers() throws SQLException {
    return SERVICE.database().number("select count(*) from transfers");
  }

  @Test
  void money_changesAccounts_exactly_andIsAudited() throws Exception {
    HttpResponse<String> answer = transfer(key(), 1, 2, "12.34");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    JsonNode made = Service.json(answer);
    assertThat(made.get("from").longValue()).isEqualTo(1);
    assertThat(made.get("to").longValue()).isEqualTo(2);
    assertThat(made.get("amount").stringValue()).isEqualTo("12.34");
    assertThat(balance(1)).isEqualTo("87.66");
    assertThat(balance(2)).isEqualTo("112.34");
    String location = answer.headers().firstValue("Location").orElseThrow();
    assertThat(Service.json(SERVICE.get(location))).isEqualTo(made);
    assertThat(
            SERVICE
                .database()
                .query(
                    "select from_balance || ' ' || to_balance from transfer_audit where transfer_id = "
                        + made.get("id")))
        .containsExactly("87.66 112.34");
    assertThat(Service.json(SERVICE.get("/api/accounts/1")).get("balance").stringValue())
        .isEqualTo("87.66");
  }

  @Test
  void sameKeyAndBody_haveTheSameAnswer_andAreExecutedOnce() throws Exception {
    String key = key();
    HttpResponse<String> first = transfer(key, 1, 2, "10");
    // Another way to write the same amount is the same order.
    HttpResponse<String> second = transfer(key, 1, 2, "10.00");
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(balance(1)).isEqualTo("90.00");
  }

  @Test
  void sameKey_fromManyClientsAtOnce_isExecutedOnce() throws Exception {
    String key = key();
    List<String> bodies = new ArrayList<>();
    var together = new CyclicBarrier(16);
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        answers.add(
            clients.submit(() -> {
              together.await();
              return transfer(key, 1, 2, "10");
            }));
      }
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(201);
        bodies.add(answer.get().body());
      }
    }
    assertThat(bodies).hasSize(16).containsOnly(bodies.getFirst());
    assertThat(balance(1)).isEqualTo("90.00");
  }

  @Test
  void sameKey_forAnotherOrder_isRefused() throws Exception {
    String key = key();
    transfer(key, 1, 2, "10");
    assertProblem(transfer(key, 1, 2, "11"), 422, "use a new one");
    assertProblem(transfer(key, 2, 1, "10"), 422, "use a new one");
    assertThat(balance(1)).isEqualTo("90.00");
  }

  @Test
  void whatCannotBePaid_isRefused_andStaysRefused() throws Exception {
    String key = key();
    assertProblem(transfer(key, 1, 2, "100.01"), 409, "account 1 has less than 100.01");
    SERVICE.database().execute("update accounts set balance = 1000 where id = 1");
    assertProblem(transfer(key, 1, 2, "100.01"), 409, "account 1 has less than 100.01");
    assertThat(balance(1)).isEqualTo("1000.00");
    assertThat(transfer(key(), 1, 2, "1000").statusCode()).isEqualTo(201);
    assertThat(balance(1)).isEqualTo("0.00");
  }

  @Test
  void accountThatIsFull_isRefused() throws Exception {
    SERVICE.database().execute("update accounts set balance = 99999999999999999.99 where id = 2");
    assertProblem(transfer(key(), 1, 2, "0.01"), 409, "account 2 cannot hold 0.01 more");
    assertThat(balance(1)).isEqualTo("100.00");
  }

  @Test
  void unknownAccounts_areNotFound_andNothingChanges() throws Exception {
    long before = transfers();
    assertProblem(transfer(key(), 1, 999_999, "1"), 404, "there is no account 999999");
    assertProblem(transfer(key(), 999_998, 1, "1"), 404, "there is no account 999998");
    assertThat(transfers()).isEqualTo(before);
    assertThat(balance(1)).isEqualTo("100.00");
    assertProblem(SERVICE.get("/api/accounts/999999"), 404, "there is no account 999999");
    assertProblem(SERVICE.get("/api/transfers/999999999"), 404, "there is no transfer 999999999");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"from\":1,\"to\":2,\"amount\":\"1.234\"}|amount \"1.234\" is not a number",
        "{\"from\":1,\"to\":2,\"amount\":\"0\"}|amount \"0\" is not a number from 0.01",
        "{\"from\":1,\"to\":2,\"amount\":\"0.00\"}|amount \"0.00\" is not a number from 0.01",
        "{\"from\":1,\"to\":2,\"amount\":\"-1\"}|amount \"-1\" is not a number",
        "{\"from\":1,\"to\":2,\"amount\":\"1e2\"}|amount \"1e2\" is not a number",
        "{\"from\":1,\"to\":2,\"amount\":\"100000000000000000\"}|amount \"100000000000000000\"",
        "{\"from\":1,\"to\":2,\"amount\":\"1; drop table accounts\"}|amount \"1; drop",
        "{\"from\":1,\"to\":2,\"amount\":12.34}|field \"amount\" is 12.34, but has to be a string",
        "{\"from\":1,\"to\":1,\"amount\":\"1\"}|from and to are both account 1",
        "{\"from\":\"1\",\"to\":2,\"amount\":\"1\"}|field \"from\" is \"1\", but has to be a whole",
        "{\"from\":1.5,\"to\":2,\"amount\":\"1\"}|field \"from\" is 1.5",
        "{\"from\":-1,\"to\":2,\"amount\":\"1\"}|field \"from\" is -1",
        "{\"from\":99999999999999999999,\"to\":2,\"amount\":\"1\"}|field \"from\" is 9999",
        "{\"to\":2,\"amount\":\"1\"}|field \"from\" is missing",
        "{\"from\":null,\"to\":2,\"amount\":\"1\"}|field \"from\" is missing",
        "{\"from\":1,\"to\":2,\"amount\":\"1\",\"fee\":1}|field \"fee\" is not known",
        "{\"from\":1,\"from\":3,\"to\":2,\"amount\":\"1\"}|repeats a field",
        "{\"from\":1,\"to\":2,\"amount\":\"1\"} x|the body is not JSON",
        "[1,2]|the body is not a JSON object",
        "{\"from\":|the body is not JSON",
        "nonsense|the body is not JSON"
      })
  void malformedOrders_areRefused_andSayWhy(String body, String detail) throws Exception {
    long before = transfers();
    assertProblem(Service.send(order(SERVICE, key(), body).build()), 400, detail);
    assertThat(transfers()).isEqualTo(before);
  }

  @Test
  void deeplyNestedJson_isRefused() throws Exception {
    String body = "{\"from\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertProblem(Service.send(order(SERVICE, key(), body).build()), 400, "nested");
  }

  @Test
  void oversizedBody_isRefused() throws Exception {
    String body = "{\"from\":\"" + "1".repeat(2_000_000) + "\"}";
    assertProblem(Service.send(order(SERVICE, key(), body).build()), 413, "larger than");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ключ"})
  void keysThatAreNone_areRefused(String key) throws Exception {
    RawClient.Answer answer =
        RawClient.ask(
            SERVICE.port(),
            "POST /api/transfers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Idempotency-Key: "
                + key
                + "\r\nContent-Length: 2\r\n\r\n{}");
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void orderWithoutAKey_orOfAnotherType_isRefused() throws Exception {
    var request =
        SERVICE
            .request("/api/transfers")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"));
    assertProblem(Service.send(request.build()), 400, "Idempotency-Key");
    var typeless =
        SERVICE
            .request("/api/transfers")
            .header("Idempotency-Key", key())
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("{}"));
    assertProblem(Service.send(typeless.build()), 415, "application/json");
  }

  @Test
  void otherMethods_areNotAllowed_andTheRightOnesAreNamed() throws Exception {
    HttpResponse<String> answer = SERVICE.get("/api/transfers");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("POST");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(Service.json(answer).get("detail").stringValue()).contains(detail);
  }
}
