package dev.weft.loop;

import java.util.ArrayList;
import java.util.List;

/// An inbox whose carrier is awake and has nothing to do, and what that takes out of it.
final class Carried {
  final Inbox inbox = new Inbox();
  private final ReadyQueue queue = new ReadyQueue();
  private final List<Integer> taken = new ArrayList<>();

  Carried() {
    push(0);
    drain();
    taken.clear();
  }

  Inbox.Need push(int item) {
    return inbox.push(() -> taken.add(item));
  }

  void drain() {
    inbox.drainTo(queue);
    while (!queue.isEmpty()) {
      queue.runFirst();
    }
  }

  /// All that has been taken out, when the rest is taken too.
  String end() {
    drain();
    return taken.toString();
  }
}
