package dev.weft.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long requests may take: a default, and perhaps a header by which a client can ask for less.
///
/// ```java
/// server.budget(new RequestBudget(Duration.ofSeconds(15), "Request-Timeout"), path -> false);
/// ```
public final class RequestBudget {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
  private static final int SHOWN = 40;

  private final Duration most;
  private final @Nullable HeaderName header;

  /// Creates a budget that is the same for every request.
  ///
  /// @param most how long a request may take
  /// @throws IllegalArgumentException if the budget is not positive
  public RequestBudget(Duration most) {
    this(most, (HeaderName) null);
  }

  /// Creates a budget of which a client can ask for less.
  ///
  /// @param most how long a request may take that asks for nothing, or for more
  /// @param header the name of the header, whose value is in seconds, such as `2` or `0.5`
  /// @throws IllegalArgumentException if the budget is not positive
  public RequestBudget(Duration most, String header) {
    this(most, HeaderNames.create(header));
  }

  private RequestBudget(Duration most, @Nullable HeaderName header) {
    if (!most.isPositive()) {
      throw new IllegalArgumentException("a budget of " + most + " for requests; give more than 0");
    }
    this.most = most;
    this.header = header;
  }

  /// The budget of a request.
  ///
  /// @param request the request
  /// @return the default, or what its header says if that is less
  /// @throws IllegalArgumentException if the header cannot be read; the message is for the client
  public Duration of(ServerRequest request) {
    if (header == null || !request.headers().contains(header)) {
      return most;
    }
    String text = String.join(", ", request.headers().values(header)).strip();
    if (!SECONDS.matcher(text).matches()) {
      String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
      throw new IllegalArgumentException(
          header.defaultCase() + " \"" + shown + "\" is not a number of seconds such as 2 or 0.5");
    }
    Duration wanted = Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact());
    return wanted.compareTo(most) < 0 ? wanted : most;
  }
}
