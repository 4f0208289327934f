package dev.weft.lessons.web;

import dev.weft.Deadline;
import dev.weft.DeadlineExceededException;
import dev.weft.TaskGroup;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// A client for the simulator. It calls the handler, on another thread as a server would, and like
/// the JDK's it waits for the headers within the timeout of the request, and for the body as long
/// as it takes.
final class StandInClient extends HttpClient {
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Handler handler;
  private final boolean isHeedful;

  StandInClient(Handler handler, boolean isHeedful) {
    this.handler = handler;
    this.isHeedful = isHeedful;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> bodyHandler)
      throws IOException, InterruptedException {
    Reply reply = reply(request);
    Thread.sleep(reply.late());
    var headers = HttpHeaders.of(Map.of("Content-Type", List.of(reply.type())), (_, _) -> true);
    var subscriber = bodyHandler.apply(new StandInResponse<>(request, reply.status(), headers, ""));
    subscriber.onSubscribe(new Everything());
    subscriber.onNext(
        List.of(ByteBuffer.wrap(reply.body().getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer()));
    subscriber.onComplete();
    T body = subscriber.getBody().toCompletableFuture().join();
    return new StandInResponse<>(request, reply.status(), headers, body);
  }

  private Reply reply(HttpRequest request) throws IOException, InterruptedException {
    String path = request.uri().getPath();
    try {
      return Deadline.within(request.timeout().orElse(LONGEST), () -> served(path));
    } catch (DeadlineExceededException e) {
      var late = new HttpTimeoutException("request timed out");
      late.initCause(e);
      throw late;
    }
  }

  private Reply served(String path) throws IOException, InterruptedException {
    var running = new AtomicReference<@Nullable TaskGroup>();
    var reply =
        new FutureTask<>(() ->
            TaskGroup.run(
                path,
                group -> {
                  running.set(group);
                  return handler.answer(path);
                }));
    Thread.ofVirtual().name(path).start(reply);
    try {
      return reply.get();
    } catch (ExecutionException e) {
      throw new IOException("the request has failed", e);
    } catch (InterruptedException e) {
      TaskGroup group = running.get();
      if (isHeedful && group != null) {
        group.cancel("client disconnected");
      }
      throw e;
    }
  }

  /// Of what there is to read nothing is held back.
  private static final class Everything implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> bodyHandler) {
    throw new UnsupportedOperationException("the stand-in sends only");
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> bodyHandler,
      HttpResponse.@Nullable PushPromiseHandler<T> pushes) {
    throw new UnsupportedOperationException("the stand-in sends only");
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return Optional.empty();
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return Optional.empty();
  }

  @Override
  public SSLContext sslContext() {
    throw new UnsupportedOperationException("the stand-in has no TLS");
  }

  @Override
  public SSLParameters sslParameters() {
    throw new UnsupportedOperationException("the stand-in has no TLS");
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.empty();
  }
}
