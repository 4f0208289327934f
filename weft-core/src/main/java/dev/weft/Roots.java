package dev.weft;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

// 1. A strand that is no child of a group is listed from its first group on until it leaves its
//    outermost scope. What is below it hangs on its scopes.
// 2. The list holds it weakly: a thread that is dropped while it is blocked takes its strand along.
//    Its entry goes when somebody reads the list.
//
// Defended by TaskTreeTest, TaskTreeScaleTest.
/// The threads outside of all groups that have opened one: the roots of the tree. In stripes, so
/// that the threads of a server do not meet here.
final class Roots {
  private static final Roots[] STRIPES = new Roots[64];

  static {
    for (int i = 0; i < STRIPES.length; i++) {
      STRIPES[i] = new Roots();
    }
  }

  // Guarded by this.
  private @Nullable Entry first;

  private Roots() {}

  /// A place in the list.
  static final class Entry extends WeakReference<Strand> {
    private final Roots stripe;
    private final @Nullable World world = World.current();
    private @Nullable Entry previous;
    private @Nullable Entry next;

    private Entry(Strand strand, Roots stripe) {
      super(strand);
      this.stripe = stripe;
    }

    void remove() {
      synchronized (stripe) {
        if (previous != null) {
          previous.next = next;
        } else {
          stripe.first = next;
        }
        if (next != null) {
          next.previous = previous;
        }
      }
    }
  }

  /// Lists the strand of the calling thread.
  static Entry add(Strand strand) {
    Roots stripe = STRIPES[(int) Thread.currentThread().threadId() & (STRIPES.length - 1)];
    var entry = new Entry(strand, stripe);
    synchronized (stripe) {
      entry.next = stripe.first;
      if (entry.next != null) {
        entry.next.previous = entry;
      }
      stripe.first = entry;
    }
    return entry;
  }

  /// Those of the caller's world.
  static List<Strand> all() {
    World here = World.current();
    List<Strand> all = new ArrayList<>();
    List<Entry> dropped = new ArrayList<>();
    for (Roots stripe : STRIPES) {
      synchronized (stripe) {
        for (Entry entry = stripe.first; entry != null; entry = entry.next) {
          Strand strand = entry.get();
          if (strand == null) {
            dropped.add(entry);
          } else if (entry.world == here) {
            all.add(strand);
          }
        }
      }
    }
    // Nobody else removes these: their strand is gone.
    dropped.forEach(Entry::remove);
    return all;
  }
}
