package dev.weft;

import dev.weft.internal.Beside;
import dev.weft.internal.ClosedOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

// An operation that blocks costs a virtual thread, one that does not costs a call. The thread that
// waits is a virtual one too (Apart):
//
// 1. `next` hands out each operation once: to the owner, in the group's own scope, or to a hand,
//    which is a spare virtual thread with a scope of its own. Who has claimed one writes its
//    outcome before it goes on.
// 2. While something is unclaimed a spare thread is on its way. The owner starts the first before
//    it runs anything; a spare that has claimed its first operation starts the next before it runs
//    it. So an operation that blocks holds up no other.
// 3. A hand joins the children of the group before it claims. The owner stops claiming only when
//    nothing is left, and the group ends only without children: so it waits for what was claimed
//    and for nothing else. A spare that comes too late is refused, or finds nothing to claim and
//    leaves again; it touches nothing.
// 4. After a stop or a cancellation of the group nothing more is claimed. What was never claimed
//    ends as cancelled.
// 5. No interrupt passes from one operation to the next. On a hand there is nobody else whom it
//    could be meant for: it is dropped. On the owner's thread one that Weft has not sent is meant
//    for the owner: it ends the group as an interruption.
//
// Defended by CrewTest, TasksTest, TaskTreeStressTest.
/// The operations of one combinator, run by whoever comes to them first: the thread that waits for
/// them or spare virtual threads.
final class Crew<T extends @Nullable Object> {
  private final String name;
  private final Op<? extends T, ?>[] ops;
  private final Referee<T> referee;
  private final @Nullable StartSite site;
  private final AtomicInteger next = new AtomicInteger();

  // Each is written by who has claimed the operation, and read when the group has ended.
  private final @Nullable Outcome<T>[] ends;

  // In the order in which they came. Guarded by this.
  private final List<Failed> failures = new ArrayList<>(0);
  private long firstId;

  // Set before anything is claimed.
  private @Nullable TaskGroup group;

  // Set before the group is cancelled for want of nothing more: what is cancelled after that tells
  // nothing of the caller.
  private volatile boolean stopped;

  // Used by the thread that runs it here, and then by the one that waits for that.
  private boolean abandoned;

  // Which operation the owner is at; written by it, read by any.
  private volatile int ownerAt = -1;

  private record Failed(int index, String name, Throwable cause) {}

  @SuppressWarnings({"unchecked", "rawtypes"})
  Crew(String name, Op<? extends T, ?>[] ops, Referee<T> referee) {
    this.name = name;
    this.referee = referee;
    this.ends = (@Nullable Outcome<T>[]) new Outcome[ops.length];
    for (int i = 0; i < ops.length; i++) {
      if (ops[i] == null) {
        throw new NullPointerException("operation " + (i + 1) + " of " + name + " is null");
      }
    }
    this.site = ops.length == 0 ? null : Sites.of(ops[0]);
    this.ops = Carriers.carryAll(ops);
  }

  /// Runs the operations until all have ended or the referee has seen enough; then the rest is
  /// cancelled and awaited.
  ///
  /// @throws X what the referee concludes
  /// @throws InterruptedException if the calling task is cancelled or its thread interrupted. What
  ///   the operations returned is closed if this throws, unless the referee sees to it
  static <T extends @Nullable Object, X extends Exception> Crew<T> run(
      String name, Op<? extends T, ?>[] ops, Referee<T> referee) throws X, InterruptedException {
    var crew = new Crew<T>(name, ops, referee);
    if (!Apart.isNeeded()) {
      return crew.<X>runHere();
    }
    try {
      return Apart.call(name, crew::<X>runHere);
    } catch (Throwable thrown) {
      // The caller may have been interrupted although all went well there.
      crew.abandon(thrown);
      throw thrown;
    }
  }

  /// Runs them, the calling thread among those who do; its own is to be a virtual one.
  <X extends Exception> Crew<T> runHere() throws X, InterruptedException {
    try {
      TaskGroup.<@Nullable Void, X>open(name, this, this::lead);
    } catch (Throwable thrown) {
      abandon(thrown);
      throw thrown;
    }
    return this;
  }

  private void abandon(Throwable thrown) {
    if (!abandoned) {
      abandoned = true;
      referee.abandon(this, thrown);
    }
  }

  private @Nullable Void lead(TaskGroup opened) throws InterruptedException {
    group = opened;
    Scope scope = opened.scope();
    Strand strand = scope.strand;
    strand.checkCancelled();
    if (ops.length > 1) {
      strand.spares().start(this, opened);
    }
    try {
      for (int i = claim(scope); i >= 0; i = claim(scope)) {
        ownerAt = i;
        letOthersBegin();
        run(i, scope);
        if (Thread.currentThread().isInterrupted() && strand.takeForeignInterrupt()) {
          throw new InterruptedException("interrupted while running " + title(i));
        }
      }
    } finally {
      // Also when it leaves with an interruption: it only waits from here on.
      ownerAt = -1;
    }
    if (isLeft() && !stopped) {
      opened.noteCancelled();
    }
    return null;
  }

  /// What a spare thread does.
  void lendAHand(TaskGroup joined) {
    if (!isLeft()) {
      return;
    }
    var hand = new Hand(this, joined);
    if (!joined.join(hand)) {
      return;
    }
    Strand strand = hand.scope.strand;
    strand.beginOwn(hand.scope);
    try {
      work(hand, joined);
    } catch (Throwable thrown) {
      fail(thrown);
    } finally {
      strand.leave(hand.scope, null);
      joined.remove(hand);
    }
  }

  private void work(Hand hand, TaskGroup joined) throws InterruptedException {
    Thread self = Thread.currentThread();
    int i = claim(hand.scope);
    if (i >= 0 && isLeft()) {
      try {
        joined.threads().unstarted(name, () -> lendAHand(joined)).start();
      } catch (Throwable noThread) {
        fail(noThread);
      }
    }
    while (i >= 0) {
      hand.index = i;
      self.setName(name(i));
      letOthersBegin();
      run(i, hand.scope);
      if (self.isInterrupted()) {
        hand.scope.strand.takeForeignInterrupt();
      }
      i = claim(hand.scope);
    }
  }

  /// In a simulation only: elsewhere threads go on side by side, so that what was claimed later may
  /// begin earlier.
  @SuppressWarnings("ThreadPriorityCheck") // a point at which the simulator may switch
  private static void letOthersBegin() {
    if (World.current() != null) {
      Thread.yield();
    }
  }

  private boolean isLeft() {
    return next.get() < ops.length;
  }

  /// The index of an operation that nobody else will run, or -1.
  private int claim(Scope scope) {
    if (!isLeft() || scope.cancellation() != null) {
      return -1;
    }
    int i = next.getAndIncrement();
    return i < ops.length ? i : -1;
  }

  private void run(int i, Scope scope) throws InterruptedException {
    if (Listeners.any()) {
      Listeners.tell(
          new TaskEvent.Started(
              id(i), name(i), Objects.requireNonNull(group).id(), site, Thread.currentThread()));
    }
    Outcome<T> end;
    try {
      end = new Outcome.Success<>(ops[i].call());
    } catch (Throwable thrown) {
      if (thrown instanceof InterruptedException interruption && isForOwner(interruption, scope)) {
        tellEnded(i, new Outcome.Failure<>(interruption));
        throw interruption;
      }
      end = Ending.threw(scope, thrown);
    }
    tellEnded(i, end);
    ends[i] = end;
    switch (end) {
      case Outcome.Success<T> _ -> {}
      case Outcome.Failure<T>(var cause) -> {
        synchronized (this) {
          failures.add(new Failed(i, name(i), cause));
        }
      }
      case Outcome.Cancelled<T> _ -> {
        if (!stopped) {
          Objects.requireNonNull(group).noteCancelled();
        }
      }
    }
    if (referee.decides(i, end)) {
      stop(title(i) + (end instanceof Outcome.Failure ? " failed" : " decided"), title(i));
    }
  }

  private void tellEnded(int i, Outcome<T> end) {
    if (Listeners.any()) {
      Listeners.tell(new TaskEvent.Ended(id(i), name(i), end));
    }
  }

  /// Whether it is an interruption by somebody who does not use Weft, on the owner's thread.
  private static boolean isForOwner(InterruptedException thrown, Scope scope) {
    return !(thrown instanceof CancelledException)
        && scope.group != null
        && scope.cancellation() == null;
  }

  private void fail(Throwable ours) {
    synchronized (this) {
      failures.add(new Failed(0, name, ours));
    }
    stop("a thread could not be had or went wrong: " + ours, name);
  }

  private void stop(String reason, String source) {
    stopped = true;
    next.set(ops.length);
    Objects.requireNonNull(group).cancel(new Cancellation(reason, source));
  }

  int size() {
    return ops.length;
  }

  String name() {
    return name;
  }

  String name(int index) {
    return name + "-" + (index + 1);
  }

  private String title(int index) {
    return Child.title(name(index));
  }

  /// The operation that the owner's thread runs, or -1.
  int ownerAt() {
    return ownerAt;
  }

  /// Where the combinator was called, if that is known.
  @Nullable StartSite site() {
    return site;
  }

  /// The number of operation `index` in the tree.
  synchronized long id(int index) {
    if (firstId == 0) {
      firstId = NodeIds.next(ops.length);
    }
    return firstId + index;
  }

  /// How an operation ended; called when the group has ended.
  Outcome<T> end(int index) {
    Outcome<T> end = ends[index];
    if (end != null) {
      return end;
    }
    Cancellation why = Objects.requireNonNull(group).scope().cancellation();
    return new Outcome.Cancelled<>(Objects.requireNonNull(why));
  }

  /// What operation `index` returned.
  ///
  /// @throws TaskCancelledException if it was cancelled; all values are closed then
  T value(int index) {
    return switch (end(index)) {
      case Outcome.Success<T>(var value) -> value;
      case Outcome.Cancelled<T>(var why) -> {
        closeValues();
        throw new TaskCancelledException(name(index), why);
      }
      case Outcome.Failure<T>(var cause) ->
          throw new WeftBug(title(index) + " is taken for ended well but failed with " + cause);
    };
  }

  /// What operation `index` returned, for a caller who knows its type.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  <R extends @Nullable Object> R valueAs(int index) {
    return (R) value(index);
  }

  /// The first failure with the others suppressed on it, if there is one.
  synchronized @Nullable Throwable failure() {
    if (failures.isEmpty()) {
      return null;
    }
    Failed first = failures.getFirst();
    // An operation's interruption is not the caller's.
    Throwable failure =
        first.cause() instanceof InterruptedException
            ? new TaskFailedException(first.name(), null, first.cause())
            : first.cause();
    for (Failed other : failures) {
      if (other != first) {
        Beside.suppress(failure, other.cause());
      }
    }
    return failure;
  }

  /// Called by the group when all have ended.
  @Nullable Throwable conclude() {
    return referee.conclude(this);
  }

  /// Logs the failures that nobody will see.
  synchronized void reportFailures() {
    for (Failed failed : failures) {
      Ledger.report(
          id(failed.index()), failed.name(), Objects.requireNonNull(group), site, failed.cause());
    }
  }

  /// Closes the values, which nobody will have.
  void closeValues() {
    var closed = new ClosedOnce();
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] instanceof Outcome.Success<T>(var value) && closed.isDue(value)) {
        Owned.close(value, title(i));
      }
    }
  }
}
