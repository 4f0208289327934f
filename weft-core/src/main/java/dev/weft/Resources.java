package dev.weft;

import dev.weft.internal.Beside;
import dev.weft.internal.Durations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

// A resource is at every moment owned by one: by its opener until that returns, then by the stack,
// which takes it in the same step or closes it; by the stack that detach() returns; or it is being
// closed. What is to be closed is taken out under the lock and closed outside of it.
//
// Defended by ResourcesTest.
/// Resources that are closed together, in the reverse order of their opening, whatever happens.
///
/// Each is closed by the thread that closes the stack, shielded from cancellation and within a
/// bound of its own. One that has not returned when its bound runs out is named in the log with its
/// stack and interrupted; it is waited for until it returns, and only then the next one is closed.
/// So a bound ends what heeds an interrupt, and nothing ends what does not. Every failure is kept:
/// behind that of the work it is suppressed on it, else the first is thrown with the others
/// suppressed on it. A pending interrupt is withheld meanwhile and is back afterwards.
///
/// Resources that are opened side by side belong to [Tasks#gather(Op, Op)] until it returns them,
/// which closes what it cannot return; then they are given to [#onClose(String, AutoCloseable)].
/// What stands in a stack is not to be an operation's result as well: it would have two owners. May
/// be used by several threads at once.
///
/// (Python's `AsyncExitStack`, with what Trio asks for: a shield and a time-out around clean-up.)
///
/// ```java
/// try (var resources = new Resources()) {
///   var database = resources.open("database", () -> Database.open(url));
///   var index = resources.open("index", () -> Index.open(path));
///   resources.onClose("lock file", () -> Files.delete(lock));
///   return copy(database, index);
/// }
/// ```
public final class Resources implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(10);

  // Guarded by this.
  private Deque<Entry> entries = new ArrayDeque<>();
  private boolean closed;

  private record Entry(String name, Duration bound, AutoCloseable resource) {}

  /// A stack without resources.
  public Resources() {}

  /// Opens a resource, uses it and closes it, within 10 s, on the calling thread.
  ///
  /// A task that is cancelled while it opens the resource does not use it, and closes it if it was
  /// opened nevertheless. (Python's `async with`.)
  ///
  /// ```java
  /// var rows = Resources.use(pool::acquire, connection -> connection.select(query));
  /// ```
  ///
  /// @param opener opens it
  /// @param user uses it
  /// @param <R> the resource
  /// @param <T> what comes of the use
  /// @param <X> what opening and using may fail with
  /// @return what the user returned
  /// @throws X if it could not be opened or used; that it could not be closed is suppressed on it
  /// @throws CloseFailedException if nothing failed but closing it; a result that is
  ///   [AutoCloseable] is closed
  /// @throws InterruptedException if the calling task is cancelled
  public static <R extends AutoCloseable, T extends @Nullable Object, X extends Exception> T use(
      Op<? extends R, ? extends X> opener, ItemOp<? super R, ? extends T, ? extends X> user)
      throws X, InterruptedException {
    var resources = new Resources();
    T value;
    try {
      R resource = resources.<R, X>openNamed(null, BOUND, opener);
      Tasks.checkCancelled();
      value = user.call(resource);
    } catch (Throwable thrown) {
      resources.closeAll().forEach(failure -> Beside.suppress(thrown, failure));
      throw thrown;
    }
    try {
      resources.close();
    } catch (CloseFailedException e) {
      Owned.close(value, "a resource's user");
      throw e;
    }
    return value;
  }

  /// Opens a resource that is closed with this stack, within 10 s.
  ///
  /// From the moment when the opener returns the stack owns the resource, also if the calling task
  /// is cancelled by then. Blocks as the opener does and is cancelled like it.
  ///
  /// @param name its name, for messages
  /// @param opener opens it
  /// @param <R> the resource
  /// @param <X> what opening may fail with
  /// @return the resource
  /// @throws X if it could not be opened; the stack stays as it is
  /// @throws IllegalStateException if this stack is closed, before or while the resource is opened;
  ///   what was opened is closed
  /// @throws InterruptedException if the calling task is cancelled
  public <R extends AutoCloseable, X extends Exception> R open(
      String name, Op<? extends R, ? extends X> opener) throws X, InterruptedException {
    return this.<R, X>open(name, BOUND, opener);
  }

  /// Opens a resource that is closed with this stack, within `bound`. Otherwise like [#open(String,
  /// Op)].
  ///
  /// @param name its name, for messages
  /// @param bound how long closing it may take until it is named in the log and interrupted
  /// @param opener opens it
  /// @param <R> the resource
  /// @param <X> what opening may fail with
  /// @return the resource
  /// @throws X if it could not be opened; the stack stays as it is
  /// @throws IllegalArgumentException if the bound is zero or negative
  /// @throws IllegalStateException if this stack is closed, before or while the resource is opened;
  ///   what was opened is closed
  /// @throws InterruptedException if the calling task is cancelled
  public <R extends AutoCloseable, X extends Exception> R open(
      String name, Duration bound, Op<? extends R, ? extends X> opener)
      throws X, InterruptedException {
    requirePositive(bound);
    return this.<R, X>openNamed(name, bound, opener);
  }

  /// Opens a resource whose name is that of its class if there is no better one.
  private <R extends AutoCloseable, X extends Exception> R openNamed(
      @Nullable String name, Duration bound, Op<? extends R, ? extends X> opener)
      throws X, InterruptedException {
    requireOpen(name);
    Tasks.checkCancelled();
    R resource = opener.call();
    if (resource == null) {
      throw new NullPointerException(
          "the opener"
              + (name == null ? "" : " of \"" + name + "\"")
              + " returned null; return the resource, or throw");
    }
    String called = name == null ? resource.getClass().getSimpleName() : name;
    if (!push(new Entry(called, bound, resource))) {
      Owned.close(resource, "\"" + called + "\"");
      requireOpen(called);
    }
    return resource;
  }

  /// Has a clean-up done, or a resource closed that was opened elsewhere, when this stack is
  /// closed, within 10 s.
  ///
  /// @param name its name, for messages
  /// @param cleanUp what to do
  /// @throws IllegalStateException if this stack is closed; the clean-up stays the caller's
  ///   business
  public void onClose(String name, AutoCloseable cleanUp) {
    onClose(name, BOUND, cleanUp);
  }

  /// Has a clean-up done, or a resource closed that was opened elsewhere, when this stack is
  /// closed, within `bound`.
  ///
  /// @param name its name, for messages
  /// @param bound how long it may take until it is named in the log and interrupted
  /// @param cleanUp what to do
  /// @throws IllegalArgumentException if the bound is zero or negative
  /// @throws IllegalStateException if this stack is closed; the clean-up stays the caller's
  ///   business
  public void onClose(String name, Duration bound, AutoCloseable cleanUp) {
    requirePositive(bound);
    if (!push(new Entry(name, bound, Objects.requireNonNull(cleanUp, "cleanUp")))) {
      requireOpen(name);
    }
  }

  /// Hands over everything that this stack owns: for a method that opens several resources, closes
  /// them again if one of them fails, and else returns them together. This stack is empty then, and
  /// stays open. (`AsyncExitStack.pop_all`.)
  ///
  /// ```java
  /// try (var resources = new Resources()) {
  ///   var reader = resources.open("reader", () -> Reader.open(path));
  ///   var writer = resources.open("writer", () -> Writer.open(path));
  ///   return new Store(reader, writer, resources.detach());
  /// }
  /// ```
  ///
  /// @return a stack that owns it now; whoever gets it closes it
  public synchronized Resources detach() {
    var heir = new Resources();
    heir.entries = entries;
    entries = new ArrayDeque<>();
    return heir;
  }

  /// Closes everything, in reverse order, and refuses further resources. Without effect if it is
  /// closed already.
  ///
  /// It blocks until every close has returned, and is not cancelled meanwhile: one whose bound runs
  /// out is interrupted, and waited for if it ignores that; if it returns all the same, its
  /// resource counts as closed.
  ///
  /// @throws CloseFailedException if one could not be closed, the first with the others suppressed
  @Override
  public void close() {
    List<CloseFailedException> failures = closeAll();
    if (!failures.isEmpty()) {
      CloseFailedException first = failures.getFirst();
      failures.forEach(failure -> Beside.suppress(first, failure));
      throw first;
    }
  }

  /// Closes everything and returns the failures.
  List<CloseFailedException> closeAll() {
    List<CloseFailedException> failures = new ArrayList<>();
    boolean interrupted = false;
    for (Entry entry = pop(); entry != null; entry = pop()) {
      try {
        Owned.close(entry.resource(), entry.bound());
      } catch (Throwable t) {
        interrupted |= t instanceof InterruptedException;
        failures.add(new CloseFailedException(entry.name(), t));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failures;
  }

  private synchronized boolean push(Entry entry) {
    if (!closed) {
      entries.push(entry);
    }
    return !closed;
  }

  private synchronized @Nullable Entry pop() {
    closed = true;
    return entries.poll();
  }

  private synchronized void requireOpen(@Nullable String name) {
    if (closed) {
      throw new IllegalStateException(
          "\"" + name + "\" comes after its stack of resources was closed; open it before close()");
    }
  }

  private static void requirePositive(Duration bound) {
    if (!bound.isPositive()) {
      throw new IllegalArgumentException(
          "bound of " + Durations.text(bound) + " leaves no time to close; give a positive one");
    }
  }
}
