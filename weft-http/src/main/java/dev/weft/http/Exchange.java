package dev.weft.http;

import dev.weft.Tasks;
import dev.weft.http.HttpCallException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// One attempt at a call: a request and its answer.
final class Exchange {
  /// What is read of an answer that is no success: enough for a log, and for most of them the whole
  /// body, so that the connection can be used again.
  private static final int MOST_OF_A_FAILURE = 16 * 1024;

  private static final int EXCERPT = 200;

  private final HttpRequest request;
  private final int mostBytes;

  Exchange(HttpRequest request, int mostBytes) {
    this.request = request;
    this.mostBytes = mostBytes;
  }

  /// Sends the request and waits for the whole answer.
  HttpAnswer over(HttpClient client) throws HttpCallException, InterruptedException {
    HttpResponse<BoundedBody.Bytes> response;
    try {
      response =
          client.send(
              request,
              info ->
                  new BoundedBody(isSuccess(info.statusCode()) ? mostBytes : MOST_OF_A_FAILURE));
    } catch (IOException e) {
      // A call that is broken off by its task can fail in this way too.
      Tasks.checkCancelled();
      throw failure(e);
    }
    BoundedBody.Bytes body = response.body();
    if (!isSuccess(response.statusCode())) {
      throw new HttpCallException(
          Kind.BAD_STATUS,
          response.statusCode(),
          Backoff.retryAfter(response.headers()),
          what() + " answered " + response.statusCode() + ": " + excerpt(body.bytes()),
          null);
    }
    if (!body.whole()) {
      throw failure(
          Kind.TOO_LARGE,
          "answered with more than " + mostBytes + " bytes; allow more by mostBytes()",
          null);
    }
    return new HttpAnswer(response.statusCode(), response.headers(), body.bytes());
  }

  private static boolean isSuccess(int status) {
    return status / 100 == 2;
  }

  private HttpCallException failure(IOException e) {
    return e instanceof ConnectException
            || e instanceof HttpConnectTimeoutException
            || e instanceof SSLHandshakeException
        ? failure(Kind.UNREACHABLE, "cannot be reached: " + e, e)
        : failure(Kind.BROKEN_OFF, "was broken off: " + e, e);
  }

  private HttpCallException failure(Kind kind, String how, @Nullable IOException cause) {
    return new HttpCallException(kind, 0, Duration.ZERO, what() + " " + how, cause);
  }

  // Without the query, where secrets are kept at times.
  private String what() {
    URI uri = request.uri();
    return request.method() + " " + uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
  }

  private static String excerpt(byte[] body) {
    String text =
        new String(body, 0, Math.min(body.length, EXCERPT), StandardCharsets.UTF_8)
            .replaceAll("\\p{Cntrl}+", " ")
            .strip();
    return text.isEmpty() ? "no body" : text;
  }
}
