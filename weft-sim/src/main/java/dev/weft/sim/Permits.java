package dev.weft.sim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;

/// Who took the permits of the JDK's semaphores, which do not know it. One who gives back gives
/// back its own, or else, as anybody may, those that were taken first.
final class Permits {
  private final IdentityHashMap<Object, List<Thread>> takers = new IdentityHashMap<>();

  void acquired(Object semaphore, Thread by) {
    takers.computeIfAbsent(semaphore, _ -> new ArrayList<>()).add(by);
  }

  void released(Object semaphore, Thread by) {
    List<Thread> of = takers.get(semaphore);
    if (of != null) {
      of.remove(Math.max(0, of.lastIndexOf(by)));
      if (of.isEmpty()) {
        takers.remove(semaphore);
      }
    }
  }

  /// Those who took what nobody has given back.
  Collection<Thread> takersOf(Object semaphore) {
    return takers.getOrDefault(semaphore, List.of());
  }
}
