package dev.weft.service.web;

import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Numbers of things, as they come in paths.
final class Numbers {
  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,10}");

  private Numbers() {}

  /// The `{id}` in the path of a request.
  ///
  /// @param what what it is the number of, for the message
  static long id(ServerRequest request, String what) throws Refusal {
    String text = request.path().pathParameters().get("id");
    if (ID.matcher(text).matches() && Long.parseLong(text) > 0) {
      return Long.parseLong(text);
    }
    throw Refusal.badRequest(
        "%s id \"%s\" is not a whole number from 1 to 999999999999999999"
            .formatted(what, shown(text)));
  }

  /// A whole number in the query of a request, or what stands for a missing one.
  static int query(ServerRequest request, String name, int least, int most, int missing)
      throws Refusal {
    Optional<String> given = parameter(request, name);
    if (given.isEmpty()) {
      return missing;
    }
    String text = given.get();
    if (NUMBER.matcher(text).matches()
        && Long.parseLong(text) >= least
        && Long.parseLong(text) <= most) {
      return Integer.parseInt(text);
    }
    throw Refusal.badRequest(
        "%s \"%s\" is not a whole number from %d to %d".formatted(name, shown(text), least, most));
  }

  /// A `true` or `false` in the query of a request; false if it is missing.
  static boolean flag(ServerRequest request, String name) throws Refusal {
    String text = parameter(request, name).orElse("false");
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw Refusal.badRequest("%s \"%s\" is neither true nor false".formatted(name, shown(text)));
  }

  /// A parameter in the query of a request; empty if it is missing.
  static Optional<String> parameter(ServerRequest request, String name) throws Refusal {
    if (!request.query().contains(name)) {
      return Optional.empty();
    }
    List<String> values = request.query().all(name);
    if (values.size() > 1) {
      throw Refusal.badRequest(
          "%s is given %d times in the query; give it once".formatted(name, values.size()));
    }
    return Optional.of(values.isEmpty() ? "" : values.getFirst());
  }

  /// What a message shows of something a client has sent.
  static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}
