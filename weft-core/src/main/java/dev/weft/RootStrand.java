package dev.weft;

import org.jspecify.annotations.Nullable;

/// The strand of a thread outside of all groups: a root of the tree from its first group on.
final class RootStrand extends Strand {
  // Its own thread's.
  private Roots.@Nullable Entry root;

  RootStrand(Thread thread) {
    super(thread);
  }

  @Override
  void opensGroup() {
    if (root == null) {
      root = Roots.add(this);
    }
  }

  @Override
  void hasLeft() {
    if (root != null) {
      root.remove();
      root = null;
    }
  }
}
