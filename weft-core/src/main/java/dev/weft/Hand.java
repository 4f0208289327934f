package dev.weft;

import org.jspecify.annotations.Nullable;

/// A spare thread that has joined a crew: it runs one operation after the other in a scope of its
/// own, so that a cancellation of the group reaches it.
final class Hand extends Child {
  private final Crew<?> crew;

  /// Which operation it has claimed; written by its own thread, read by any.
  volatile int index = -1;

  Hand(Crew<?> crew, TaskGroup group) {
    super(group.scope(), false, group.threads());
    this.crew = crew;
  }

  @Override
  String name() {
    int i = index;
    return i < 0 ? crew.name() : crew.name(i);
  }

  @Override
  @Nullable StartSite site() {
    return crew.site();
  }

  @Override
  boolean hasItsOwnThread() {
    return true;
  }

  @Override
  void run() {
    throw new WeftBug(title() + " is run, but hands come to their crew by themselves");
  }

  /// The number of the operation that it is at.
  @Override
  long id() {
    return crew.id(Math.max(index, 0));
  }
}
