package dev.weft.bench;

import dev.weft.bench.Figure.Go;
import dev.weft.bench.Figure.Jmh;
import dev.weft.bench.Figure.Python;
import dev.weft.bench.Figure.Sleepers;
import dev.weft.bench.Row.Quantity;
import dev.weft.bench.core.Owner;
import dev.weft.bench.core.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the kernel costs.
final class CoreSuite {
  private static final int SLEEPERS = 1_000_000;

  private final List<Row> rows = new ArrayList<>();

  private CoreSuite() {}

  static List<Row> rows() {
    var suite = new CoreSuite();
    suite.start();
    suite.deadline();
    suite.gather();
    suite.loop();
    suite.sync();
    suite.offload();
    suite.cancel();
    suite.heap();
    return List.copyOf(suite.rows);
  }

  private void start() {
    for (Owner owner : List.of(Owner.VIRTUAL, Owner.PLATFORM)) {
      Jmh task = on(owner, "StartJoin.task");
      time(
          "start",
          "start + join, " + name(owner) + " / thread",
          task,
          on(owner, "StartJoin.thread"),
          1.1);
      time(
          "start",
          "start + join, " + name(owner) + " / latch",
          task,
          on(owner, "StartJoin.latch"),
          null);
    }
    time(
        "start",
        "a group of one / thread",
        on(Owner.VIRTUAL, "StartJoin.group"),
        on(Owner.VIRTUAL, "StartJoin.thread"),
        null);
  }

  private void deadline() {
    for (Owner owner : List.of(Owner.PLATFORM, Owner.TASK, Owner.LOOP)) {
      time("deadline", "deadline, " + name(owner), on(owner, "DeadlineCost.within"), null, 250.0);
    }
    time(
        "deadline",
        "deadline in a deadline, task",
        on(Owner.TASK, "DeadlineCost.nested"),
        null,
        250.0);
  }

  private void gather() {
    for (int size : List.of(3, 10, 100)) {
      var weft = gather(Owner.VIRTUAL, "Gather.weft", size);
      String name = "gather of " + size + ", virtual";
      Double tenth = size == 10 ? 0.1 : null;
      Double one = size == 10 ? 1.0 : null;
      time("gather", name + " / scope", weft, gather(Owner.VIRTUAL, "Gather.scope", size), tenth);
      time(
          "gather", name + " / futures", weft, gather(Owner.VIRTUAL, "Gather.futures", size), null);
      time("gather", name + " / latch", weft, gather(Owner.VIRTUAL, "Gather.latch", size), null);
      time("gather", name + " / go", weft, go(2, "gather", size), one);
      time("gather", name + " / go, 1 thread", weft, go(1, "gather", size), null);
      time("gather", name + " / asyncio", weft, asyncio("gather", size), null);
    }
    time(
        "gather",
        "gather of 10, platform / scope",
        gather(Owner.PLATFORM, "Gather.weft", 10),
        gather(Owner.PLATFORM, "Gather.scope", 10),
        0.1);
    time(
        "gather",
        "gather of 10, loop / go, 1 thread",
        gather(Owner.LOOP, "Gather.weft", 10),
        go(1, "gather", 10),
        null);
  }

  private void loop() {
    String area = "loop";
    Jmh yielding = on(Owner.LOOP, "Switch.yieldingTasks");
    Jmh parking = on(Owner.LOOP, "Switch.parkingTasks");
    time(area, "switch by yield / bare", yielding, on(Owner.BARE, "Switch.yieldingThreads"), 1.1);
    time(area, "switch by park / bare", parking, on(Owner.BARE, "Switch.parkingThreads"), 1.1);
    time(area, "switch by yield / go, 1 thread", yielding, go(1, "yield", 2), null);
    time(area, "switch by yield / asyncio", yielding, asyncio("yield", 2), null);
    Jmh task = on(Owner.LOOP, "StartJoin.task");
    time(area, "start + join, loop / go, 1 thread", task, go(1, "start", 1), 1.2);
    time(area, "start + join, loop / bare thread", task, on(Owner.BARE, "StartJoin.thread"), null);
    time(area, "start + join, loop / asyncio", task, asyncio("start", 1), null);
  }

  private void sync() {
    time(
        "sync",
        "limiter, nobody waits / fair semaphore",
        on(Owner.TASK, "Sync.limiter"),
        on(Owner.TASK, "Sync.semaphore"),
        null);
    time(
        "sync",
        "channel of 16, loop / blocking queue",
        on(Owner.LOOP, "Sync.channel"),
        on(Owner.LOOP, "Sync.queue"),
        null);
  }

  private void offload() {
    String area = "offload";
    time(
        area,
        "a job of 20 ms, offloaded / on the loop",
        on(Owner.LOOP, "Offloading.offloaded"),
        on(Owner.LOOP, "Offloading.inline"),
        null);
    Jmh alone = on(Owner.LOOP, "Offloading.tickAlone");
    Jmh beside = on(Owner.LOOP, "Offloading.tickBesideOffloaded");
    time(area, "tick of 10 ms, 4 jobs offloaded / alone", beside, alone, null);
    time(
        area,
        "tick of 10 ms, 4 jobs on the loop / alone",
        on(Owner.LOOP, "Offloading.tickBesideInline"),
        alone,
        null);
    for (Owner owner : List.of(Owner.PLATFORM, Owner.TASK, Owner.LOOP)) {
      time(area, "offload call, " + name(owner), on(owner, "Offloading.call"), null, null);
    }
  }

  private void cancel() {
    time(
        "cancel",
        "cancel + join 10,000 sleepers / interrupt",
        on(Owner.PLATFORM, "Cancel.tasks"),
        on(Owner.PLATFORM, "Cancel.threads"),
        null);
  }

  private void heap() {
    var tasks = new Sleepers("tasks", SLEEPERS);
    var threads = new Sleepers("threads", SLEEPERS);
    rows.add(new Row("heap", "heap of 1,000,000 sleepers", tasks, threads, Quantity.BYTES, 1.3));
    rows.add(new Row("heap", "time until they sleep", tasks, threads, Quantity.TIME, null));
  }

  private void time(
      String area, String name, Figure subject, @Nullable Figure peer, @Nullable Double target) {
    rows.add(new Row(area, name, subject, peer, Quantity.TIME, target));
  }

  private static String name(Owner owner) {
    return owner.name().toLowerCase(Locale.ROOT);
  }

  private static Jmh on(Owner owner, String benchmark) {
    return new Jmh(owner, benchmark, Map.of());
  }

  private static Jmh gather(Owner owner, String benchmark, int size) {
    return new Jmh(owner, benchmark, Map.of("size", Integer.toString(size), "yields", "false"));
  }

  private static Go go(int threads, String what, int size) {
    return new Go(what, size, Times.of(what), threads);
  }

  private static Python asyncio(String what, int size) {
    return new Python("asyncio", what, size, Times.of(what));
  }
}
