package dev.weft.service.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// An answer of the dashboard's address.
record Reply(int status, String type, String timing, String body) {
  private static final JsonMapper JSON = new JsonMapper();

  /// Four parts that add up to 31.0 ms and took 12.4 ms together.
  static final String TIMING =
      "user;dur=3.1;desc=\"start=0.2\", stats;dur=6.2;desc=\"start=0.3\","
          + " notifications;dur=9.8;desc=\"start=0.4\","
          + " recentActivity;dur=11.9;desc=\"start=0.4\", total;dur=12.4";

  /// Two parts that ran into their budget.
  static final String LATE =
      "user;dur=3.1;desc=\"start=0.2\", stats;dur=2000;desc=\"start=0.3\","
          + " notifications;dur=2001;desc=\"start=0.4\","
          + " recentActivity;dur=12;desc=\"start=0.4\", total;dur=2003";

  private static final List<List<String>> MESSAGES =
      List.of(
          List.of("comment", "Grace Hopper commented on “Looms and ledgers”"),
          List.of("like", "Alan Turing liked your post “On computable threads”"),
          List.of("mention", "Barbara Liskov mentioned you in “Substitution”"),
          List.of("follow", "Edsger Dijkstra follows you now"));

  private static final List<List<String>> DEEDS =
      List.of(
          List.of("post", "Wrote the post “Looms and ledgers”"),
          List.of("comment", "Commented on “Go to, considered”"),
          List.of("like", "Liked “Communicating sequential processes”"),
          List.of("profile", "Changed the profile picture"),
          List.of("sign_in", "Signed in from a new browser"));

  /// The dashboard of an ordinary user.
  static Reply user(long id, String name) {
    return new Reply(200, "application/json", TIMING, json(dashboard(id, name, List.of())));
  }

  /// The dashboard of a user some of whose parts did not answer.
  static Reply degraded(long id, String name, String timing, String... parts) {
    var dashboard = dashboard(id, name, List.of(parts));
    for (String part : parts) {
      dashboard.put(part, part.equals("stats") ? Map.of() : List.of());
    }
    return new Reply(200, "application/json", timing, json(dashboard));
  }

  static Reply problem(int status, String title, String detail) {
    var facts = Map.of("type", "about:blank", "status", status, "title", title, "detail", detail);
    return new Reply(status, "application/problem+json", "", json(facts));
  }

  /// The same text wherever a user can write.
  static Reply everywhere(long id, String text) {
    var dashboard = dashboard(id, text, List.of());
    dashboard.put("user", Map.of("id", id, "name", text, "email", text, "createdAt", text));
    var item = Map.of("id", 1, "kind", text, "createdAt", text);
    dashboard.put("notifications", List.of(with(item, "message", text)));
    dashboard.put("recentActivity", List.of(with(item, "description", text)));
    return new Reply(200, "application/json", TIMING, json(dashboard));
  }

  private static Map<String, Object> dashboard(long id, String name, List<String> degraded) {
    var dashboard = new LinkedHashMap<String, Object>();
    dashboard.put(
        "user",
        Map.of(
            "id",
            id,
            "name",
            name,
            "email",
            name.toLowerCase(Locale.ROOT).replace(' ', '.') + "@example.org",
            "createdAt",
            "2024-03-09T08:15:00Z"));
    dashboard.put("stats", Map.of("posts", 12, "comments", 1234, "likes", 57));
    dashboard.put("notifications", items(10, "message", MESSAGES, Duration.ofMinutes(47)));
    dashboard.put("recentActivity", items(20, "description", DEEDS, Duration.ofMinutes(83)));
    dashboard.put("degraded", degraded);
    return dashboard;
  }

  private static List<Map<String, Object>> items(
      int n, String field, List<List<String>> kindsAndTexts, Duration apart) {
    Instant now = Instant.now();
    var items = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < n; i++) {
      var kindAndText = kindsAndTexts.get(i % kindsAndTexts.size());
      items.add(
          Map.of(
              "id",
              n - i,
              "kind",
              kindAndText.getFirst(),
              field,
              kindAndText.getLast(),
              "createdAt",
              now.minus(apart.multipliedBy((long) i * i + 1)).toString()));
    }
    return items;
  }

  private static Map<String, Object> with(Map<String, ?> facts, String key, Object value) {
    var more = new LinkedHashMap<String, Object>(facts);
    more.put(key, value);
    return more;
  }

  private static String json(Object value) {
    return JSON.writeValueAsString(value);
  }
}
