package dev.weft.service.web;

import dev.weft.service.digest.Digests;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;

/// Digests of bodies of any length, which are not kept.
final class DigestEndpoints {
  private final Endpoints endpoints;
  private final Digests digests;

  private DigestEndpoints(Endpoints endpoints, Digests digests) {
    this.endpoints = endpoints;
    this.digests = digests;
  }

  static void addTo(Endpoints endpoints, Digests digests) {
    endpoints.upload("/api/digests", new DigestEndpoints(endpoints, digests)::digest);
  }

  private Answer digest(ServerRequest request) throws Refusal, InterruptedException {
    int rounds = Numbers.query(request, "rounds", 1, Digests.MOST_ROUNDS, 1);
    try {
      return Json.ok(digests.digest(endpoints.body(request), rounds));
    } catch (IOException e) {
      throw Refusal.unreadableBody(JsonBody.BROKEN_OFF);
    }
  }
}
