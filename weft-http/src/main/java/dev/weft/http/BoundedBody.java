package dev.weft.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

// Flow calls one method after the other, so nothing here is shared.
/// The body of an answer, up to a bound. Beyond that nothing is read any more, and the exchange is
/// given up.
final class BoundedBody implements BodySubscriber<BoundedBody.Bytes> {
  private final int most;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CompletableFuture<Bytes> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  BoundedBody(int most) {
    this.most = most;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] part = new byte[Math.min(buffer.remaining(), most - read.size())];
      buffer.get(part);
      read.writeBytes(part);
      if (buffer.hasRemaining()) {
        giveUp();
        return;
      }
    }
  }

  private void giveUp() {
    if (body.complete(new Bytes(read.toByteArray(), false)) && subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(new Bytes(read.toByteArray(), true));
  }

  @Override
  public CompletionStage<Bytes> getBody() {
    return body;
  }

  /// What was read.
  ///
  /// @param bytes the body, or its beginning
  /// @param whole whether that is all
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Bytes(byte[] bytes, boolean whole) {}
}
