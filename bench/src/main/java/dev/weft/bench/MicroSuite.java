package dev.weft.bench;

import dev.weft.bench.Figure.Go;
import dev.weft.bench.Figure.Jmh;
import dev.weft.bench.Figure.Python;
import dev.weft.bench.Figure.Sleepers;
import dev.weft.bench.Row.Quantity;
import dev.weft.bench.core.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Weft beside what a person would choose instead, on the same work.
final class MicroSuite {
  /// Beside peers that run on virtual threads, and beside all where the work does not block.
  private static final Double AHEAD = 1.0;

  private final List<Row> rows = new ArrayList<>();

  private MicroSuite() {}

  static List<Row> rows() {
    var suite = new MicroSuite();
    suite.start();
    suite.gather();
    suite.switches();
    suite.pingPong();
    suite.sleepers();
    suite.deadline();
    suite.sync();
    suite.batch();
    suite.cancel();
    return List.copyOf(suite.rows);
  }

  private void start() {
    Jmh task = on(Owner.VIRTUAL, "StartJoin.task");
    String name = "start + join";
    time("start", name + " / bare thread", task, on(Owner.VIRTUAL, "StartJoin.thread"), null);
    time("start", name + " / scope", task, on(Owner.VIRTUAL, "ScopePeer.start"), AHEAD);
    time("start", name + " / futures", task, on(Owner.VIRTUAL, "FuturesPeer.start"), AHEAD);
    time("start", name + " / kotlin", task, kotlin("start", false), null);
    time("start", name + " / reactor", task, on(Owner.PLATFORM, "ReactorPeer.start"), null);
    time("start", name + " / go", task, go(2, "start", 1), null);
    Jmh onLoop = on(Owner.LOOP, "StartJoin.task");
    time("start", name + ", loop / kotlin", onLoop, kotlin("start", true), null);
    time("start", name + ", loop / vertx", onLoop, on(Owner.PLATFORM, "VertxPeer.start"), null);
    time("start", name + ", loop / go", onLoop, go(1, "start", 1), 1.2);
    python("start", name + ", loop", onLoop, "start", 1, Map.of());
  }

  private void gather() {
    for (int size : List.of(3, 10, 1_000)) {
      Jmh weft = sized(Owner.VIRTUAL, "Gather.weft", size);
      String name = "gather of " + size;
      time("gather", name + " / latch", weft, sized(Owner.VIRTUAL, "Gather.latch", size), null);
      time("gather", name + " / scope", weft, sized(Owner.VIRTUAL, "Gather.scope", size), AHEAD);
      time(
          "gather", name + " / futures", weft, sized(Owner.VIRTUAL, "Gather.futures", size), AHEAD);
      time(
          "gather",
          name + " / kotlin",
          weft,
          new Jmh(
              Owner.PLATFORM, "KotlinPeer.gather", Map.of("size", "" + size, "oneThread", "false")),
          AHEAD);
      time(
          "gather",
          name + " / reactor",
          weft,
          sized(Owner.PLATFORM, "ReactorPeer.gather", size),
          null);
      time("gather", name + " / go", weft, go(2, "gather", size), AHEAD);
    }
    Jmh onLoop = sized(Owner.LOOP, "Gather.weft", 10);
    String name = "gather of 10, loop";
    time(
        "gather",
        name + " / kotlin",
        onLoop,
        new Jmh(Owner.PLATFORM, "KotlinPeer.gather", Map.of("size", "10", "oneThread", "true")),
        AHEAD);
    time("gather", name + " / vertx", onLoop, sized(Owner.PLATFORM, "VertxPeer.gather", 10), null);
    time("gather", name + " / go", onLoop, go(1, "gather", 10), AHEAD);
    python("gather", name, onLoop, "gather", 10, Map.of());
  }

  private void switches() {
    Jmh tasks = on(Owner.VIRTUAL, "Switch.yieldingTasks");
    time(
        "switch",
        "switch / bare threads",
        tasks,
        on(Owner.VIRTUAL, "Switch.yieldingThreads"),
        null);
    time("switch", "switch / scope", tasks, on(Owner.VIRTUAL, "ScopePeer.yielding"), AHEAD);
    time("switch", "switch / kotlin", tasks, kotlin("yielding", false), null);
    time("switch", "switch / go", tasks, go(2, "yield", 2), null);
    Jmh onLoop = on(Owner.LOOP, "Switch.yieldingTasks");
    String name = "switch, loop";
    time(
        "switch",
        name + " / bare scheduler",
        onLoop,
        on(Owner.BARE, "Switch.yieldingThreads"),
        null);
    time("switch", name + " / kotlin", onLoop, kotlin("yielding", true), null);
    time("switch", name + " / vertx", onLoop, on(Owner.PLATFORM, "VertxPeer.yielding"), null);
    time("switch", name + " / go", onLoop, go(1, "yield", 2), null);
    python("switch", name, onLoop, "yield", 2, Map.of("asyncio", 1 / 6.0, "uvloop", 1 / 3.0));
  }

  private void pingPong() {
    Jmh tasks = on(Owner.VIRTUAL, "WeftPeer.pingPong");
    String name = "ping-pong";
    time("switch", name + " / queues", tasks, on(Owner.VIRTUAL, "ThreadsPeer.pingPong"), null);
    time("switch", name + " / jox", tasks, on(Owner.VIRTUAL, "JoxPeer.pingPong"), AHEAD);
    time("switch", name + " / kotlin", tasks, kotlin("pingPong", false), null);
    time("switch", name + " / go", tasks, go(2, "pingpong", 2), null);
    Jmh onLoop = on(Owner.LOOP, "WeftPeer.pingPong");
    time("switch", name + ", loop / kotlin", onLoop, kotlin("pingPong", true), null);
    time("switch", name + ", loop / go", onLoop, go(1, "pingpong", 2), null);
    python("switch", name + ", loop", onLoop, "pingpong", 2, Map.of());
  }

  private void sleepers() {
    for (int count : List.of(100_000, 1_000_000)) {
      var tasks = new Sleepers("tasks", count);
      String name = String.format("%,d sleepers", count);
      for (var peer :
          List.of(
              new Sleepers("threads", count),
              new Sleepers("coroutines", count),
              new Sleepers("monos", count),
              new Sleepers("timers", count),
              go(2, "sleepers", count),
              new Python("asyncio", List.of("sleepers", "" + count)),
              new Python("uvloop", List.of("sleepers", "" + count)),
              new Python("trio", List.of("sleepers", "" + count)))) {
        String rival = " / " + name(peer);
        rows.add(new Row("sleepers", name + rival, tasks, peer, Quantity.TIME, null));
        rows.add(new Row("sleepers", name + ", bytes" + rival, tasks, peer, Quantity.BYTES, null));
      }
    }
  }

  private static String name(Figure peer) {
    return switch (peer) {
      case Sleepers sleepers -> sleepers.kind();
      case Python python -> python.kind();
      case Go go -> "go";
      case Jmh jmh -> jmh.benchmark();
    };
  }

  private void deadline() {
    Jmh within = on(Owner.TASK, "DeadlineCost.within");
    String name = "deadline";
    time("deadline", name + " / scope", within, on(Owner.VIRTUAL, "ScopePeer.deadline"), AHEAD);
    time("deadline", name + " / futures", within, on(Owner.VIRTUAL, "FuturesPeer.deadline"), AHEAD);
    time("deadline", name + " / kotlin", within, kotlin("deadline", false), AHEAD);
    time("deadline", name + " / reactor", within, on(Owner.PLATFORM, "ReactorPeer.deadline"), null);
    time("deadline", name + " / go", within, go(2, "deadline", 1), AHEAD);
    Jmh onLoop = on(Owner.LOOP, "DeadlineCost.within");
    time("deadline", name + ", loop / kotlin", onLoop, kotlin("deadline", true), AHEAD);
    time(
        "deadline",
        name + ", loop / vertx",
        onLoop,
        on(Owner.PLATFORM, "VertxPeer.deadline"),
        null);
    time("deadline", name + ", loop / go", onLoop, go(1, "deadline", 1), AHEAD);
    python("deadline", name + ", loop", onLoop, "deadline", 1, Map.of());
    Jmh expiry = on(Owner.TASK, "WeftPeer.expiry");
    String late = "expiry of 1 ms";
    time("deadline", late + " / scope", expiry, on(Owner.VIRTUAL, "ScopePeer.expiry"), null);
    time("deadline", late + " / futures", expiry, on(Owner.VIRTUAL, "FuturesPeer.expiry"), null);
    time("deadline", late + " / kotlin", expiry, kotlin("expiry", false), null);
    time("deadline", late + " / reactor", expiry, on(Owner.PLATFORM, "ReactorPeer.expiry"), null);
    time("deadline", late + " / vertx", expiry, on(Owner.PLATFORM, "VertxPeer.expiry"), null);
    time("deadline", late + " / go", expiry, go(2, "expiry", 1), null);
    python("deadline", late, expiry, "expiry", 1, Map.of());
  }

  private void sync() {
    Jmh semaphore = on(Owner.VIRTUAL, "WeftPeer.semaphore");
    String name = "semaphore";
    time("sync", name + " / threads", semaphore, on(Owner.VIRTUAL, "ThreadsPeer.semaphore"), null);
    time("sync", name + " / kotlin", semaphore, kotlin("semaphore", false), null);
    time("sync", name + " / go", semaphore, go(2, "semaphore", 100), null);
    Jmh semaphoreOnLoop = on(Owner.LOOP, "WeftPeer.semaphore");
    time("sync", name + ", loop / kotlin", semaphoreOnLoop, kotlin("semaphore", true), null);
    time("sync", name + ", loop / go", semaphoreOnLoop, go(1, "semaphore", 100), null);
    python("sync", name + ", loop", semaphoreOnLoop, "semaphore", 100, Map.of());
    time(
        "sync",
        "limiter / semaphore of threads",
        on(Owner.VIRTUAL, "WeftPeer.limiter"),
        on(Owner.VIRTUAL, "ThreadsPeer.semaphore"),
        null);
    Jmh channel = on(Owner.VIRTUAL, "WeftPeer.channel");
    time("sync", "channel / queue", channel, on(Owner.VIRTUAL, "ThreadsPeer.channel"), null);
    time("sync", "channel / jox", channel, on(Owner.VIRTUAL, "JoxPeer.channel"), AHEAD);
    time("sync", "channel / kotlin", channel, kotlin("channel", false), null);
    time("sync", "channel / go", channel, go(2, "channel", 4), null);
    Jmh channelOnLoop = on(Owner.LOOP, "WeftPeer.channel");
    time("sync", "channel, loop / kotlin", channelOnLoop, kotlin("channel", true), null);
    time("sync", "channel, loop / go", channelOnLoop, go(1, "channel", 4), null);
    python("sync", "channel, loop", channelOnLoop, "channel", 4, Map.of());
    time(
        "sync",
        "rate limiter / bucket4j",
        on(Owner.VIRTUAL, "WeftPeer.rateLimiter"),
        on(Owner.VIRTUAL, "BucketPeer.rateLimiter"),
        AHEAD);
  }

  private void batch() {
    Jmh batch = on(Owner.VIRTUAL, "WeftPeer.batch");
    String name = "batch of 10,000,000, an item";
    time("batch", name + " / gatherer", batch, on(Owner.VIRTUAL, "ThreadsPeer.batch"), AHEAD);
    time("batch", name + " / kotlin", batch, kotlin("batch", false), AHEAD);
    time("batch", name + " / reactor", batch, on(Owner.PLATFORM, "ReactorPeer.batch"), null);
    time("batch", name + " / go", batch, go(2, "batch", 8), AHEAD);
    python("batch", name + ", loop", on(Owner.LOOP, "WeftPeer.batch"), "batch", 8, Map.of());
  }

  private void cancel() {
    Jmh tasks = on(Owner.PLATFORM, "Cancel.tasks");
    String name = "cancel 10,000";
    time("cancel", name + " / interrupt", tasks, on(Owner.PLATFORM, "Cancel.threads"), null);
    time("cancel", name + " / kotlin", tasks, kotlin("cancel", false), null);
    time("cancel", name + " / reactor", tasks, on(Owner.PLATFORM, "ReactorPeer.cancel"), null);
    time("cancel", name + " / vertx", tasks, on(Owner.PLATFORM, "VertxPeer.cancel"), null);
    time("cancel", name + " / go", tasks, go(2, "cancel", 10_000), null);
    python("cancel", name, tasks, "cancel", 10_000, Map.of());
  }

  private void python(
      String area,
      String name,
      Figure subject,
      String workload,
      int size,
      Map<String, Double> targets) {
    for (String kind : List.of("asyncio", "uvloop", "trio")) {
      time(
          area,
          name + " / " + kind,
          subject,
          new Python(kind, List.of(workload, "" + size)),
          targets.get(kind));
    }
  }

  private void time(
      String area, String name, Figure subject, Figure peer, @Nullable Double target) {
    rows.add(new Row(area, name, subject, peer, Quantity.TIME, target));
  }

  private static Jmh on(Owner owner, String benchmark) {
    return new Jmh(owner, benchmark, Map.of());
  }

  private static Jmh sized(Owner owner, String benchmark, int size) {
    return new Jmh(owner, benchmark, Map.of("size", Integer.toString(size)));
  }

  private static Jmh kotlin(String benchmark, boolean oneThread) {
    return new Jmh(Owner.PLATFORM, "KotlinPeer." + benchmark, Map.of("oneThread", "" + oneThread));
  }

  private static Go go(int threads, String what, int size) {
    return new Go(List.of(what, Integer.toString(size)), threads);
  }
}
