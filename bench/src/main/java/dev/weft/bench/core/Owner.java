package dev.weft.bench.core;

import dev.weft.Op;
import dev.weft.TaskGroup;
import dev.weft.loop.EventLoop;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The thread that a benchmark's loop runs on. JMH's own are platform threads; the others are
/// entered once per invocation, so an invocation must be many operations.
///
/// - `platform`: JMH's thread, in no scope.
/// - `virtual`: a virtual thread of the JVM's scheduler, in no scope.
/// - `task`: a task of a group, on the JVM's scheduler.
/// - `loop`: a task on an event loop.
/// - `bare`: a virtual thread on a [BareScheduler].
@State(Scope.Benchmark)
public class Owner {
  @Param("platform")
  public String owner = "platform";

  private @Nullable EventLoop loop;

  /// Runs `op` on the owner's thread and waits for it.
  ///
  /// @param op many operations
  /// @param <T> what it returns
  /// @return what it returned
  /// @throws Exception if it failed
  public <T> T run(Op<T, Exception> op) throws Exception {
    return switch (owner) {
      case "platform" -> op.call();
      case "virtual" -> {
        var result = new AtomicReference<@Nullable Object>();
        Thread.ofVirtual().start(() -> result.set(callUnchecked(op))).join();
        yield done(result);
      }
      case "task" -> TaskGroup.run(group -> group.<T>start("owner", op).await());
      case "loop" -> {
        if (loop == null) {
          loop = EventLoop.start();
        }
        yield loop.call("owner", op);
      }
      case "bare" -> {
        var result = new AtomicReference<@Nullable Object>();
        new BareScheduler().run(() -> result.set(callUnchecked(op)));
        yield done(result);
      }
      default -> throw new IllegalArgumentException("no owner \"" + owner + "\"");
    };
  }

  private static <T> T callUnchecked(Op<T, Exception> op) {
    try {
      return op.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> T done(AtomicReference<@Nullable Object> result) {
    Object value = result.get();
    if (value == null) {
      throw new IllegalStateException("the owner's thread failed or did not come to its end");
    }
    return (T) value;
  }

  @TearDown
  public void close() {
    if (loop != null) {
      loop.close();
    }
  }
}
