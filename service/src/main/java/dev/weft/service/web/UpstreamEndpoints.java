package dev.weft.service.web;

import dev.weft.service.upstream.Upstream;
import dev.weft.service.upstream.UpstreamBusyException;
import dev.weft.service.upstream.UpstreamException;
import dev.weft.service.upstream.UpstreamPath;
import io.helidon.webserver.http.ServerRequest;

/// The upstream behind this service.
final class UpstreamEndpoints {
  private final Upstream upstream;

  private UpstreamEndpoints(Upstream upstream) {
    this.upstream = upstream;
  }

  static void addTo(Endpoints endpoints, Upstream upstream) {
    var here = new UpstreamEndpoints(upstream);
    endpoints
        .get("/api/upstream", _ -> Json.ok(upstream.health()))
        .get("/api/upstream/{+path}", here::fetch);
  }

  private Answer fetch(ServerRequest request) throws Refusal, InterruptedException {
    String text = request.path().pathParameters().get("path");
    if (!request.query().isEmpty()) {
      throw Refusal.badRequest(
          "the query \"%s\" would not be handed on; leave it out"
              .formatted(Numbers.shown(request.query().rawValue())));
    }
    UpstreamPath path =
        UpstreamPath.parse(text)
            .orElseThrow(() ->
                Refusal.badRequest(
                    "\"" + Numbers.shown(text) + "\" is not " + UpstreamPath.WANTED));
    try {
      return Answer.ok(Json.CONTENT_TYPE, upstream.fetch(path).json());
    } catch (UpstreamBusyException e) {
      throw Refusal.tooMany(
          String.valueOf(e.getMessage()), Math.max(1, e.retryAfter().plusMillis(999).toSeconds()));
    } catch (UpstreamException e) {
      String reason = String.valueOf(e.getMessage());
      throw e.kind() == UpstreamException.Kind.TIMED_OUT
          ? Refusal.gatewayTimeout(reason, e)
          : Refusal.badGateway(reason, e);
    }
  }
}
