package dev.weft.bench.vertx;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.OffsetDateTime;

/// Rows as JSON: a field for each column, under its name in the API.
final class Rows {
  private Rows() {}

  static JsonArray json(RowSet<Row> rows) {
    var array = new JsonArray();
    rows.forEach(row -> array.add(json(row)));
    return array;
  }

  static JsonObject json(Row row) {
    var object = new JsonObject();
    for (int i = 0; i < row.size(); i++) {
      Object value = row.getValue(i);
      object.put(
          field(row.getColumnName(i)),
          value instanceof OffsetDateTime time ? time.toInstant() : value);
    }
    return object;
  }

  private static String field(String column) {
    return switch (column) {
      case "created_at" -> "createdAt";
      case "post_id" -> "postId";
      default -> column;
    };
  }
}
