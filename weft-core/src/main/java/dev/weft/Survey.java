package dev.weft;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

// 1. It holds one lock at a time, for as long as it takes to copy a list: the strand's for its
//    scopes, that of Children for the children.
// 2. What is still to be visited lies on a stack of its own: trees are as deep as they like.
// 3. Who holds something is known by thread, and may be visited later than who waits for it; so
//    nodes are drafts until the end.
//
// Defended by TaskTreeTest, TaskTreeRaceTest.
/// One walk through the live tree.
final class Survey {
  private final boolean stacks;

  private final Instant taken = Instant.now();
  private final List<Draft> drafts = new ArrayList<>();

  // What is to be visited next, on top.
  private final Deque<Visit> visits = new ArrayDeque<>();

  Survey(boolean stacks) {
    this.stacks = stacks;
  }

  private sealed interface Visit {}

  private record OfStrand(Strand strand, @Nullable Draft parent, @Nullable Long deadline)
      implements Visit {}

  /// The group whose scope is at `index` in the scopes of a strand, outermost first.
  private record OfGroup(
      List<Scope> scopes, int index, Draft parent, Draft runner, @Nullable Long deadline)
      implements Visit {}

  /// A node in the making.
  private static final class Draft {
    final long id;
    final @Nullable Draft parent;
    final int depth;
    final long now = System.nanoTime();
    final TaskNode.Kind kind;
    final String name;
    TaskState state = TaskState.RUNNING;
    @Nullable StartSite site;
    @Nullable Long startedAt;
    @Nullable Long deadline;
    @Nullable Cancellation cancellation;
    @Nullable Thread thread;
    @Nullable String waitsOn;
    Collection<Thread> holders = List.of();
    @Nullable Awaited awaits;
    StackTraceElement[] stack = {};

    Draft(long id, @Nullable Draft parent, TaskNode.Kind kind, String name) {
      this.id = id;
      this.parent = parent;
      this.depth = parent == null ? 0 : parent.depth + 1;
      this.kind = kind;
      this.name = name;
    }
  }

  TaskTree take() {
    for (Strand root : Roots.all()) {
      visits.push(new OfStrand(root, null, null));
      for (Visit next = visits.poll(); next != null; next = visits.poll()) {
        switch (next) {
          case OfStrand visit -> visit(visit);
          case OfGroup visit -> visit(visit);
        }
      }
    }
    return new TaskTree(taken, nodes());
  }

  private void visit(OfStrand visit) {
    Strand strand = visit.strand();
    Child child = strand.child;
    List<Scope> scopes = strand.scopes();
    if (child == null && scopes.isEmpty()) {
      return;
    }
    Draft draft =
        child == null
            ? new Draft(strand.ownId(), null, TaskNode.Kind.THREAD, strand.ownTitle())
            : new Draft(child.id(), visit.parent(), TaskNode.Kind.TASK, child.name());
    if (child != null) {
      draft.site = child.site();
      draft.cancellation = child.scope.cancellation();
    }
    if (child instanceof Task<?> task) {
      draft.startedAt = task.startedAt();
      draft.state = task.state();
    }
    if (draft.cancellation == null && !scopes.isEmpty()) {
      draft.cancellation = scopes.getLast().cancellation();
    }
    draft.deadline = tightest(visit.deadline(), scopes, 0, scopes.size());
    noteThread(draft, strand, child);
    drafts.add(draft);
    pushGroup(scopes, 0, draft, draft, visit.deadline());
  }

  /// Visits the outermost group of a strand from `index` on next.
  private void pushGroup(
      List<Scope> scopes, int index, Draft parent, Draft runner, @Nullable Long deadline) {
    for (int i = index; i < scopes.size(); i++) {
      if (scopes.get(i).group != null) {
        visits.push(new OfGroup(scopes, i, parent, runner, tightest(deadline, scopes, index, i)));
        return;
      }
    }
  }

  /// The tightest deadline that is in force inside the scopes.
  private static @Nullable Long tightest(
      @Nullable Long outside, List<Scope> scopes, int from, int to) {
    Long tightest = outside;
    for (int i = from; i < to; i++) {
      Scope scope = scopes.get(i);
      if (scope.shield) {
        tightest = null;
      }
      if (scope.deadline != null) {
        long at = scope.deadline.at();
        tightest = tightest == null || at - tightest < 0 ? at : tightest;
      }
    }
    return tightest;
  }

  private void noteThread(Draft draft, Strand strand, @Nullable Child child) {
    Thread thread = strand.thread();
    if (thread == null || (child instanceof Task<?> task && task.isDone())) {
      return;
    }
    draft.thread = thread;
    Thread.State state = thread.getState();
    draft.state = Task.stateOf(state);
    if (stacks) {
      draft.stack = thread.getStackTrace();
    }
    if (draft.state != TaskState.WAITING) {
      return;
    }
    Awaited awaits = strand.awaits();
    if (awaits instanceof Task || awaits instanceof TaskGroup) {
      draft.awaits = awaits;
      return;
    }
    Object blocker = LockSupport.getBlocker(thread);
    if (blocker instanceof Blocker ours) {
      try {
        draft.waitsOn = ours.toString();
        draft.holders = List.copyOf(ours.holders());
      } catch (RuntimeException e) {
        draft.waitsOn = ours.getClass().getSimpleName() + ", which fails to tell its state: " + e;
      }
    } else if (blocker != null) {
      draft.waitsOn = JdkWait.describe(blocker);
    } else if (stacks) {
      draft.waitsOn = JdkWait.describe(state, draft.stack);
    }
  }

  private void visit(OfGroup visit) {
    List<Scope> scopes = visit.scopes();
    Scope scope = scopes.get(visit.index());
    TaskGroup group = scope.group;
    if (group == null) {
      throw new WeftBug("a scope without a group is taken for one of a group");
    }
    var draft = new Draft(group.id(), visit.parent(), TaskNode.Kind.GROUP, group.name());
    draft.site = group.site();
    draft.thread = scope.strand.thread();
    draft.deadline = visit.deadline();
    draft.cancellation = scope.cancellation();
    if (scope.strand.awaits() == group) {
      draft.state = TaskState.WAITING;
    }
    drafts.add(draft);
    for (Child child : group.children()) {
      if (!(child instanceof Hand hand) || hand.index >= 0) {
        // The youngest first, so that the oldest lies on top.
        visits.push(new OfStrand(child.scope.strand, draft, draft.deadline));
      }
    }
    Draft parent = draft;
    Draft runner = visit.runner();
    Crew<?> crew = group.crew();
    int op = crew == null ? -1 : crew.ownerAt();
    if (crew != null && op >= 0) {
      parent = operation(crew, op, draft, runner);
      runner = parent;
    }
    pushGroup(scopes, visit.index() + 1, parent, runner, draft.deadline);
  }

  /// An operation that the group's owner runs itself: what the thread does, it does there.
  private Draft operation(Crew<?> crew, int op, Draft group, Draft runner) {
    var draft = new Draft(crew.id(op), group, TaskNode.Kind.TASK, crew.name(op));
    draft.site = crew.site();
    draft.state = runner.state;
    draft.deadline = runner.deadline;
    draft.cancellation = runner.cancellation;
    draft.thread = runner.thread;
    draft.awaits = runner.awaits;
    draft.waitsOn = runner.waitsOn;
    draft.holders = runner.holders;
    draft.stack = runner.stack;
    runner.awaits = null;
    runner.waitsOn = null;
    runner.stack = new StackTraceElement[0];
    drafts.add(draft);
    return draft;
  }

  private List<TaskNode> nodes() {
    Map<Thread, TaskNode.Holder> byThread = new HashMap<>();
    if (drafts.stream().anyMatch(draft -> !draft.holders.isEmpty())) {
      for (Draft draft : drafts) {
        if (draft.thread != null && draft.kind != TaskNode.Kind.GROUP) {
          byThread.put(draft.thread, holder(draft));
        }
      }
    }
    List<TaskNode> nodes = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      nodes.add(
          new TaskNode(
              draft.id,
              draft.parent == null ? 0 : draft.parent.id,
              draft.depth,
              draft.kind,
              draft.name,
              draft.state,
              draft.site,
              draft.startedAt == null
                  ? null
                  : Duration.ofNanos(Math.max(0, draft.now - draft.startedAt)),
              draft.deadline == null
                  ? null
                  : Duration.ofNanos(Math.max(0, draft.deadline - draft.now)),
              draft.cancellation,
              waiting(draft, byThread),
              draft.thread,
              List.of(draft.stack)));
    }
    return nodes;
  }

  private static TaskNode.Holder holder(Draft draft) {
    return new TaskNode.Holder(
        draft.id, draft.kind == TaskNode.Kind.TASK ? Child.title(draft.name) : draft.name);
  }

  private static TaskNode.@Nullable Wait waiting(
      Draft draft, Map<Thread, TaskNode.Holder> byThread) {
    if (draft.awaits != null) {
      List<TaskNode.Holder> holders =
          draft.awaits instanceof Task<?> task
              ? List.of(new TaskNode.Holder(task.id(), task.title()))
              : List.of();
      return new TaskNode.Wait(Listeners.describe(draft.awaits), holders);
    }
    if (draft.waitsOn == null) {
      return null;
    }
    List<TaskNode.Holder> holders =
        draft.holders.stream()
            .map(thread ->
                byThread.getOrDefault(thread, new TaskNode.Holder(0, Strand.describe(thread))))
            .toList();
    return new TaskNode.Wait(draft.waitsOn, holders);
  }
}
