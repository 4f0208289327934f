package dev.weft.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The job that needs a core.
class DigestTest {
  /// So many that they would compute for a minute on a few cores.
  private static final int CLIENTS = 64;

  @RegisterExtension private static final Service SERVICE = Service.patient();

  private static HttpResponse<String> digest(String query, byte[] body) throws Exception {
    return Service.send(
        SERVICE.request("/api/digests" + query).POST(BodyPublishers.ofByteArray(body)).build());
  }

  @Test
  void bodyOfAnyLength_isDigested() throws Exception {
    byte[] body = new byte[5_000_000];
    new Random(1).nextBytes(body);
    HttpResponse<String> answer = digest("", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode digest = Service.json(answer);
    assertThat(digest.get("bytes").longValue()).isEqualTo(5_000_000);
    assertThat(digest.get("digest").stringValue())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
  }

  @Test
  void rounds_digestTheDigest() throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    byte[] twice = sha.digest(sha.digest(new byte[] {1, 2}));
    assertThat(Service.json(digest("?rounds=2", new byte[] {1, 2})).get("digest").stringValue())
        .isEqualTo(HexFormat.of().formatHex(twice));
    assertThat(digest("", new byte[0]).statusCode()).isEqualTo(200);
  }

  @Test
  void roundsThatCannotBe_areRefused() throws Exception {
    for (String rounds : List.of("0", "-1", "x", "", "20000001", "99999999999999999999")) {
      HttpResponse<String> answer = digest("?rounds=" + rounds, new byte[1]);
      assertThat(answer.statusCode()).as(rounds).isEqualTo(400);
      assertThat(Problem.check(answer).get("detail").stringValue())
          .contains("is not a whole number from 1 to 20000000");
    }
  }

  @Test
  @Tag("slow")
  void clientThatLeaves_freesTheCore_andOthersAreAnsweredMeanwhile() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new RawClient(SERVICE.port()));
        clients
            .getLast()
            .send(
                "POST /api/digests?rounds=20000000 HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
      }
      Await.until(
          "all compute",
          Duration.ofSeconds(20),
          () -> SERVICE.server().activeRequests() == CLIENTS);
      // Whoever only waits is not held up by those who compute.
      assertThat(SERVICE.get("/api/accounts/1").statusCode()).isEqualTo(200);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    Await.until(
        "nobody computes", Duration.ofSeconds(10), () -> SERVICE.server().activeRequests() == 0);
  }

  @Test
  @Tag("slow")
  void slowSenders_keepNoCoreBusy() throws Exception {
    List<RawClient> slow = new ArrayList<>();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        slow.add(new RawClient(SERVICE.port()));
        slow.getLast().send("POST /api/digests HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nx");
      }
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(clients.submit(() -> digest("?rounds=1000", new byte[10_000])));
      }
      for (Future<HttpResponse<String>> answer : answers) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
  }
}
