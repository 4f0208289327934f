package dev.weft.loop;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

// One word says both what was handed in and what the carrier does, so no wake-up is lost between
// the two:
//
// | head      | the carrier                                | a push                             |
// |-----------|--------------------------------------------|------------------------------------|
// | null      | runs, nothing was handed in                | adds                               |
// | ASLEEP    | is parked, or about to park or to go on    | adds, and unparks the carrier      |
// | RETIRED   | has ended                                  | adds, and starts a new carrier     |
// | a chain   | runs, or is on its way to: someone woke it | adds                               |
//
// 1. Only the carrier moves the head from null to ASLEEP or RETIRED, and takes chains.
// 2. The push that replaces ASLEEP or RETIRED is the one that has to wake or start the carrier.
/// What other threads hand to a loop, first in first out, and whether its carrier sleeps.
final class Inbox {
  private static final Node ASLEEP = new Node(() -> {});
  private static final Node RETIRED = new Node(() -> {});

  private final AtomicReference<@Nullable Node> head = new AtomicReference<>(RETIRED);

  /// What a push has to do for the carrier.
  enum Need {
    NOTHING,
    WAKE,
    START
  }

  private static final class Node {
    final Runnable item;
    @Nullable Node next;

    Node(Runnable item) {
      this.item = item;
    }
  }

  /// Adds an item; called by any thread but the carrier.
  Need push(Runnable item) {
    var node = new Node(item);
    while (true) {
      Node before = head.get();
      node.next = isSign(before) ? null : before;
      if (head.compareAndSet(before, node)) {
        return before == ASLEEP ? Need.WAKE : before == RETIRED ? Need.START : Need.NOTHING;
      }
    }
  }

  boolean isEmpty() {
    return head.getOpaque() == null;
  }

  /// Moves all items to the end of `queue` in the order in which they were handed in; called by the
  /// carrier while it is awake.
  void drainTo(ReadyQueue queue) {
    Node newest = head.getAndSet(null);
    Node oldest = null;
    while (newest != null) {
      Node next = newest.next;
      newest.next = oldest;
      oldest = newest;
      newest = next;
    }
    for (Node node = oldest; node != null; node = node.next) {
      queue.add(node.item);
    }
  }

  /// How many items wait here, for figures: while the carrier takes them, some may count twice.
  int size() {
    int size = 0;
    Node first = head.get();
    for (Node node = isSign(first) ? null : first; node != null; node = node.next) {
      size++;
    }
    return size;
  }

  private static boolean isSign(@Nullable Node node) {
    return node == ASLEEP || node == RETIRED;
  }

  /// Called by the carrier before it parks; false if something was handed in.
  boolean fallAsleep() {
    return head.compareAndSet(null, ASLEEP);
  }

  /// Ends the sleep, also from outside; true if there was one.
  boolean wake() {
    return head.compareAndSet(ASLEEP, null);
  }

  /// Called by the carrier before it ends; false if something was handed in.
  boolean retire() {
    return head.compareAndSet(null, RETIRED);
  }
}
