package dev.weft;

import org.jspecify.annotations.Nullable;

// The JDK gives a thread a single interrupt flag, which anyone may set; this class knows which part
// of it is Weft's.
//
// 1. `ours` is true from an interrupt that Weft sent until it is taken back or is seen to be
//    consumed by a wait of the JDK. An interrupt of somebody else that was pending before is not
//    ours and is never cleared; one that comes while ours is pending cannot be told from it.
// 2. `observed`: the cancellation has surfaced in this thread as an exception since it was
//    delivered.
// 3. Thread.interrupt() can block its caller (see Wakeups), so it is called under the lock by the
//    strand's own thread alone, which is then in no channel.
// 4. An interrupt that is wanted is `due` first. Whoever comes to it first sends it: a thread of
//    Wakeups, which is `sending` meanwhile, or the strand's own. Before its own thread looks at the
//    flag or moves in or out of a shield, a region or a scope's end, it waits for what is being
//    sent and sends to itself what is due (arrive): so no interrupt comes after its scope has gone.
//    While it waits, `withheld` stands for the flag, which would not let it wait.
//
// It is a superclass of Strand and not a part of it because a million tasks may sleep.
// Defended by InterruptHygieneTest, BlockedInterruptTest, LateInterruptTest.
/// The interrupts of one thread: which are Weft's, and how they get there.
abstract sealed class Interrupts permits Strand {
  // Null until the strand's own thread begins, then it stays; an interrupt that was due before is
  // sent by that thread when it enters its first scope (arrive).
  private volatile @Nullable Thread thread;

  // Guarded by this.
  private boolean ours;
  private boolean observed;
  private boolean due;
  private boolean sending;
  private boolean withheld;

  Interrupts(@Nullable Thread thread) {
    this.thread = thread;
  }

  /// The calling thread is the one.
  final void bind() {
    thread = Thread.currentThread();
  }

  /// The thread that this is the strand of; null as long as it has not begun.
  @Nullable Thread thread() {
    return thread;
  }

  /// An interrupt is wanted; to be sent when all that is cancelled together knows of it. Called
  /// under the lock.
  final void want() {
    due = true;
  }

  /// No thread will ever begin. Called under the lock.
  final void wantNone() {
    due = false;
  }

  /// A cancellation is delivered that has not surfaced yet. Called under the lock.
  final void noteDelivery() {
    noteConsumption();
    observed = false;
  }

  /// The cancellation has surfaced. Called under the lock.
  final void noteObserved() {
    observed = true;
  }

  /// Takes Weft's interrupt back. Called by the strand's own thread under the lock.
  final void takeBack() {
    if (ours) {
      Thread.interrupted();
      ours = false;
    }
  }

  /// Interrupts the strand's own thread, which calls this under the lock, unless it is already.
  final void bringBack() {
    if (!isInterrupted()) {
      Thread.currentThread().interrupt();
      ours = true;
    }
  }

  /// Whether an interrupt of Weft's is pending. Called under the lock.
  final boolean isOursPending() {
    return ours && isInterrupted();
  }

  final void noteConsumption() {
    if (ours && !isInterrupted()) {
      observed = true;
      ours = false;
    }
  }

  private boolean isInterrupted() {
    Thread at = thread;
    return withheld || (at != null && at.isInterrupted());
  }

  /// Interrupts the thread if it is to be, and again if it is to be again by then. Called without
  /// the lock, by a thread that may be held up.
  void interruptIfDue() {
    for (Thread to = startSending(); to != null; to = startSending()) {
      try {
        to.interrupt();
      } finally {
        endSending();
      }
    }
  }

  /// The thread to interrupt now, if any; one that has not begun looks for itself when it does.
  private synchronized @Nullable Thread startSending() {
    Thread to = thread;
    if (!due || sending || to == null) {
      return null;
    }
    noteSending();
    sending = true;
    return to;
  }

  private synchronized void endSending() {
    sending = false;
    notifyAll();
  }

  private void noteSending() {
    due = false;
    noteConsumption();
    observed = false;
    ours |= !isInterrupted();
  }

  /// Whether nothing is left to send: the calling thread is the strand's own and has interrupted
  /// itself, or none has begun yet, which will.
  boolean interruptIfCurrent() {
    Thread at = thread;
    if (at == null) {
      cancelledUnbegun();
      return true;
    }
    if (at != Thread.currentThread()) {
      return false;
    }
    synchronized (this) {
      arrive();
    }
    return true;
  }

  /// It is cancelled and no thread has begun it yet.
  abstract void cancelledUnbegun();

  /// Called by the strand's own thread under the lock: no interrupt is on its way afterwards.
  final void arrive() {
    while (sending) {
      try {
        wait();
      } catch (InterruptedException e) {
        withheld = true;
      }
    }
    if (withheld) {
      withheld = false;
      Thread.currentThread().interrupt();
    }
    if (due) {
      noteSending();
      Thread.currentThread().interrupt();
    }
  }

  /// The cancellation surfaces now: its interrupt has done its work.
  synchronized void observe() {
    arrive();
    observed = true;
    if (ours) {
      Thread.interrupted();
      ours = false;
    }
  }

  /// The thread did nothing but wait for a task that has failed: the cancellation surfaces in its
  /// failure if it did in the task.
  synchronized void observeAs(boolean surfaced) {
    if (surfaced) {
      observe();
    } else {
      arrive();
      noteDelivery();
    }
  }

  synchronized boolean hasObserved() {
    arrive();
    return observed || (ours && !isInterrupted());
  }

  /// Consumes a pending interrupt; true if it was somebody else's.
  synchronized boolean takeForeignInterrupt() {
    arrive();
    if (!Thread.interrupted()) {
      return false;
    }
    boolean foreign = !ours;
    observed |= ours;
    ours = false;
    return foreign;
  }

  StackTraceElement[] stack() {
    Thread at = thread;
    return at == null ? new StackTraceElement[0] : at.getStackTrace();
  }
}
