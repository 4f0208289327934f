package dev.weft.service.web;

import dev.weft.service.batch.BatchKind;
import dev.weft.service.batch.BatchView;
import dev.weft.service.batch.Batches;
import dev.weft.service.batch.ItemResult;
import dev.weft.service.batch.ItemSource;
import dev.weft.service.upstream.UpstreamPath;
import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Batches: made, looked at, cancelled.
final class BatchEndpoints {
  static final int MOST_CONCURRENT = 100;

  private static final MediaType NDJSON = MediaTypes.create("application/x-ndjson");
  private static final int DEFAULT_CONCURRENCY = 5;
  private static final int MOST_RESULTS = 1_000;

  /// A page of results.
  ///
  /// @param results the results, in the order of the items
  record Results(List<ItemResult> results) {}

  private final Endpoints endpoints;
  private final Batches batches;

  private BatchEndpoints(Endpoints endpoints, Batches batches) {
    this.endpoints = endpoints;
    this.batches = batches;
  }

  static void addTo(Endpoints endpoints, Batches batches) {
    var here = new BatchEndpoints(endpoints, batches);
    endpoints
        .upload("/api/batches", here::create)
        .get("/api/batches/{id}", request -> Json.ok(here.view(request)))
        .get("/api/batches/{id}/results", here::results)
        .events("/api/batches/{id}/events", new BatchEvents(batches))
        .delete("/api/batches/{id}", here::cancel);
  }

  private Answer create(ServerRequest request) throws Exception {
    if (batches.hasEnded()) {
      throw Refusal.unavailable("batches are not worked off at present; try again later", 30);
    }
    boolean isNdjson =
        JsonBody.type(request)
            .filter(type -> type.type().equals(NDJSON.type()))
            .filter(type -> type.subtype().equals(NDJSON.subtype()))
            .isPresent();
    Optional<Long> id = isNdjson ? receiveLines(request) : receiveObject(request);
    BatchView view =
        id.flatMap(batches::find)
            .orElseThrow(() -> Refusal.badRequest("there are no items; send at least one"));
    return new Answer(
        202, Json.CONTENT_TYPE, Json.bytes(view), Map.of("Location", "/api/batches/" + view.id()));
  }

  private Optional<Long> receiveObject(ServerRequest request) throws Exception {
    JsonBody body =
        JsonBody.of(request, endpoints.body(request), Set.of("items", "concurrency", "kind"));
    BatchKind kind = kind(body.text("kind"));
    int concurrency = body.number("concurrency", 1, MOST_CONCURRENT, DEFAULT_CONCURRENCY);
    JsonNode items = body.required("items");
    if (!items.isArray()) {
      throw JsonBody.mismatch("items", items, "an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : items) {
      texts.add(item(kind, item, "items[" + texts.size() + "]"));
    }
    Iterator<String> each = texts.iterator();
    return batches.receive(kind, concurrency, () -> each.hasNext() ? each.next() : null);
  }

  private Optional<Long> receiveLines(ServerRequest request) throws Exception {
    BatchKind kind =
        kind(
            Numbers.parameter(request, "kind")
                .orElseThrow(() ->
                    Refusal.badRequest(
                        "kind is missing in the query; add ?kind=upstream or ?kind=digest")));
    int concurrency =
        Numbers.query(request, "concurrency", 1, MOST_CONCURRENT, DEFAULT_CONCURRENCY);
    var lines = new JsonLines(endpoints.body(request));
    ItemSource<Exception> items =
        () -> {
          JsonNode line = lines.next();
          return line == null ? null : item(kind, line, "line " + lines.number());
        };
    return batches.receive(kind, concurrency, items);
  }

  private static BatchKind kind(String name) throws Refusal {
    return BatchKind.named(name)
        .orElseThrow(() ->
            Refusal.badRequest(
                "kind \"" + Numbers.shown(name) + "\" is not known; use upstream or digest"));
  }

  private static String item(BatchKind kind, JsonNode item, String place) throws Refusal {
    if (!item.isString() || item.stringValue().length() > JsonLines.LONGEST) {
      throw JsonBody.mismatch(
          place, item, "a string of at most " + JsonLines.LONGEST + " characters");
    }
    String text = item.stringValue();
    if (text.indexOf('\0') >= 0) {
      throw JsonBody.mismatch(place, item, "a string without the character NUL");
    }
    if (kind == BatchKind.UPSTREAM && UpstreamPath.parse(text).isEmpty()) {
      throw JsonBody.mismatch(place, item, UpstreamPath.WANTED);
    }
    return text;
  }

  private BatchView view(ServerRequest request) throws Refusal {
    long id = Numbers.id(request, "batch");
    return batches.find(id).orElseThrow(() -> noBatch(id));
  }

  private Answer results(ServerRequest request) throws Refusal {
    long id = view(request).id();
    int after = Numbers.query(request, "after", -1, Integer.MAX_VALUE, -1);
    int limit = Numbers.query(request, "limit", 1, MOST_RESULTS, MOST_RESULTS);
    return Json.ok(new Results(batches.results(id, after, limit)));
  }

  private Answer cancel(ServerRequest request) throws Exception {
    long id = Numbers.id(request, "batch");
    return Json.ok(batches.cancel(id).orElseThrow(() -> noBatch(id)));
  }

  private static Refusal noBatch(long id) {
    return Refusal.notFound("there is no batch " + id);
  }
}
