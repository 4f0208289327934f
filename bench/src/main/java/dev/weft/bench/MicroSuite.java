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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Weft beside what a person would choose instead, on the same work.
final class MicroSuite {
  /// Beside peers that run on virtual threads, and beside all where the work does not block.
  private static final Double AHEAD = 1.0;

  private static final List<String> PYTHONS = List.of("asyncio", "uvloop", "trio");

  private final List<Row> rows = new ArrayList<>();

  private MicroSuite() {}

  static List<Row> rows() {
    var suite = new MicroSuite();
    suite.start();
    suite.gather();
    suite.gatherYielding();
    suite.switches();
    suite.pingPong();
    suite.sleepers();
    suite.deadline();
    suite.expiry();
    suite.semaphore();
    suite.channel();
    suite.rateLimiter();
    suite.batch();
    suite.cancel();
    return List.copyOf(suite.rows);
  }

  private void start() {
    var rows = new Area("start", "start + join", on(Owner.VIRTUAL, "StartJoin.task"));
    rows.add("bare thread", on(Owner.VIRTUAL, "StartJoin.thread"), null);
    rows.add("futures", on(Owner.VIRTUAL, "FuturesPeer.start"), AHEAD);
    rows.add("kotlin", kotlin("start", false), null);
    rows.add("go", go(2, "start", 1), null);
    rows = new Area("start", "start + join, loop", on(Owner.LOOP, "StartJoin.task"));
    rows.add("kotlin", kotlin("start", true), null);
    rows.add("reactor", on(Owner.PLATFORM, "ReactorPeer.start"), null);
    rows.add("vertx", on(Owner.PLATFORM, "VertxPeer.start"), null);
    rows.add("go", go(1, "start", 1), 1.2);
    rows.pythons("start", 1, Map.of());
    rows = new Area("start", "a group of one", on(Owner.VIRTUAL, "StartJoin.group"));
    rows.add("scope", on(Owner.VIRTUAL, "ScopePeer.start"), AHEAD);
    rows.add("kotlin", kotlin("groupOfOne", false), null);
    rows = new Area("start", "a group of one, loop", on(Owner.LOOP, "StartJoin.group"));
    rows.add("kotlin", kotlin("groupOfOne", true), null);
    rows.pythons("group", 1, Map.of());
  }

  private void gather() {
    for (int size : List.of(3, 10, 1_000)) {
      var rows =
          new Area("gather", "gather of " + size, gather(Owner.VIRTUAL, "Gather.weft", size));
      rows.add("latch", gather(Owner.VIRTUAL, "Gather.latch", size), null);
      rows.add("scope", gather(Owner.VIRTUAL, "Gather.scope", size), AHEAD);
      rows.add("futures", gather(Owner.VIRTUAL, "Gather.futures", size), AHEAD);
      rows.add("kotlin", kotlinGather("gather", size, false), AHEAD);
      rows.add("kotlin undispatched", kotlinGather("gatherUndispatched", size, false), null);
      rows.add("reactor", sized(Owner.PLATFORM, "ReactorPeer.gather", size), null);
      rows.add("go", go(2, "gather", size), AHEAD);
    }
    var rows = new Area("gather", "gather of 10, loop", gather(Owner.LOOP, "Gather.weft", 10));
    rows.add("kotlin", kotlinGather("gather", 10, true), AHEAD);
    rows.add("vertx", sized(Owner.PLATFORM, "VertxPeer.gather", 10), null);
    rows.add("go", go(1, "gather", 10), AHEAD);
    rows.pythons("gather", 10, Map.of());
  }

  private void gatherYielding() {
    var rows =
        new Area("gather", "gather of 10 that yield", yielding(Owner.VIRTUAL, "Gather.weft"));
    rows.add("latch", yielding(Owner.VIRTUAL, "Gather.latch"), null);
    rows.add("scope", yielding(Owner.VIRTUAL, "Gather.scope"), AHEAD);
    rows.add("futures", yielding(Owner.VIRTUAL, "Gather.futures"), AHEAD);
    rows.add("kotlin", kotlinGather("gatherYielding", 10, false), null);
    rows.add("go", go(2, "gatheryield", 10), null);
    rows = new Area("gather", "gather of 10 that yield, loop", yielding(Owner.LOOP, "Gather.weft"));
    rows.add("kotlin", kotlinGather("gatherYielding", 10, true), null);
    rows.add("go", go(1, "gatheryield", 10), null);
    rows.pythons("gatheryield", 10, Map.of());
  }

  private void switches() {
    var rows = new Area("switch", "yield, two at once", on(Owner.VIRTUAL, "Switch.yieldingTasks"));
    rows.add("bare threads", on(Owner.VIRTUAL, "Switch.yieldingThreads"), null);
    rows.add("scope", on(Owner.VIRTUAL, "ScopePeer.yielding"), AHEAD);
    rows.add("kotlin", kotlin("yielding", false), null);
    rows.add("go", go(2, "yield", 2), null);
    rows = new Area("switch", "switch, loop", on(Owner.LOOP, "Switch.yieldingTasks"));
    rows.add("bare scheduler", on(Owner.BARE, "Switch.yieldingThreads"), null);
    rows.add("kotlin", kotlin("yielding", true), null);
    rows.add("vertx", on(Owner.PLATFORM, "VertxPeer.yielding"), null);
    rows.add("go", go(1, "yield", 2), null);
    rows.pythons("yield", 2, Map.of("asyncio", 1 / 6.0, "uvloop", 1 / 3.0));
  }

  private void pingPong() {
    var rows = new Area("ping-pong", "ping-pong", on(Owner.VIRTUAL, "WeftPeer.pingPong"));
    rows.add("queues", on(Owner.VIRTUAL, "ThreadsPeer.pingPong"), null);
    rows.add("jox", on(Owner.VIRTUAL, "JoxPeer.pingPong"), AHEAD);
    rows.add("kotlin", kotlin("pingPong", false), null);
    rows.add("go", go(2, "pingpong", 2), null);
    rows = new Area("ping-pong", "ping-pong, loop", on(Owner.LOOP, "WeftPeer.pingPong"));
    rows.add("kotlin", kotlin("pingPong", true), null);
    rows.add("go", go(1, "pingpong", 2), null);
    rows.pythons("pingpong", 2, Map.of());
  }

  private void sleepers() {
    sleepers(100_000, PYTHONS);
    sleepers(1_000_000, List.of("asyncio"));
  }

  private void sleepers(int count, List<String> pythons) {
    String name = String.format("%,d sleepers", count);
    var rows = new Area("sleepers", name, new Sleepers("tasks", count));
    rows.addWithBytes("bare threads", new Sleepers("threads", count));
    rows.addWithBytes("kotlin", new Sleepers("coroutines", count));
    rows.addWithBytes("reactor delays", new Sleepers("delays", count));
    rows.addWithBytes("vertx timers", new Sleepers("timers", count));
    rows.addWithBytes("go", go(2, "sleepers", count));
    for (String kind : pythons) {
      rows.addWithBytes(kind, python(kind, "sleepers", count));
    }
  }

  private void deadline() {
    var rows = new Area("deadline", "deadline", on(Owner.TASK, "DeadlineCost.within"));
    rows.add("scope + start", on(Owner.VIRTUAL, "ScopePeer.deadline"), AHEAD);
    rows.add("futures + start", on(Owner.VIRTUAL, "FuturesPeer.deadline"), AHEAD);
    rows.add("kotlin", kotlin("deadline", false), AHEAD);
    rows.add("reactor", on(Owner.PLATFORM, "ReactorPeer.deadline"), null);
    rows.add("go", go(2, "deadline", 1), AHEAD);
    rows = new Area("deadline", "deadline, loop", on(Owner.LOOP, "DeadlineCost.within"));
    rows.add("kotlin", kotlin("deadline", true), AHEAD);
    rows.add("vertx", on(Owner.PLATFORM, "VertxPeer.deadline"), null);
    rows.add("go", go(1, "deadline", 1), AHEAD);
    rows.pythons("deadline", 1, Map.of());
  }

  private void expiry() {
    var rows =
        new Area("deadline", "lateness of 1 ms", on(Owner.TASK, "WeftPeer.expiry"))
            .of(Quantity.LATENESS);
    rows.add("scope", on(Owner.VIRTUAL, "ScopePeer.expiry"), AHEAD);
    rows.add("futures, nothing ends", on(Owner.VIRTUAL, "FuturesPeer.expiry"), null);
    rows.add("kotlin", kotlin("expiry", false), null);
    rows.add("reactor", on(Owner.PLATFORM, "ReactorPeer.expiry"), null);
    rows.add("go", go(2, "expiry", 1), null);
    rows =
        new Area("deadline", "lateness of 1 ms, loop", on(Owner.LOOP, "WeftPeer.expiry"))
            .of(Quantity.LATENESS);
    rows.add("vertx", on(Owner.PLATFORM, "VertxPeer.expiry"), null);
    rows.pythons("expiry", 1, Map.of());
  }

  private void semaphore() {
    var rows = new Area("sync", "semaphore of the JDK", on(Owner.VIRTUAL, "WeftPeer.semaphore"));
    rows.add("in threads", on(Owner.VIRTUAL, "ThreadsPeer.semaphore"), null);
    rows = new Area("sync", "limiter", on(Owner.VIRTUAL, "WeftPeer.limiter"));
    rows.add("semaphore of the JDK", on(Owner.VIRTUAL, "ThreadsPeer.semaphore"), null);
    rows.add("kotlin semaphore", kotlin("semaphore", false), null);
    rows.add("go channel", go(2, "semaphore", Times.RIVALS), null);
    rows = new Area("sync", "limiter, loop", on(Owner.LOOP, "WeftPeer.limiter"));
    rows.add("semaphore of the JDK", on(Owner.LOOP, "WeftPeer.semaphore"), null);
    rows.add("kotlin semaphore", kotlin("semaphore", true), null);
    rows.add("go channel", go(1, "semaphore", Times.RIVALS), null);
    rows.pythons("semaphore", Times.RIVALS, Map.of());
  }

  private void channel() {
    var rows = new Area("sync", "channel", on(Owner.VIRTUAL, "WeftPeer.channel"));
    rows.add("unfair queue", on(Owner.VIRTUAL, "ThreadsPeer.channel"), null);
    rows.add("jox", on(Owner.VIRTUAL, "JoxPeer.channel"), AHEAD);
    rows.add("kotlin", kotlin("channel", false), null);
    rows.add("go", go(2, "channel", Times.SIDES), null);
    rows = new Area("sync", "channel, loop", on(Owner.LOOP, "WeftPeer.channel"));
    rows.add("kotlin", kotlin("channel", true), null);
    rows.add("go", go(1, "channel", Times.SIDES), null);
    rows.pythons("channel", Times.SIDES, Map.of());
  }

  private void rateLimiter() {
    Jmh bucket4j = on(Owner.VIRTUAL, "BucketPeer.rateLimiter");
    var rows = new Area("sync", "token bucket", on(Owner.VIRTUAL, "WeftPeer.tokenBucket"));
    rows.add("bucket4j", bucket4j, AHEAD);
    rows = new Area("sync", "exact window", on(Owner.VIRTUAL, "WeftPeer.rateLimiter"));
    rows.add("bucket4j, which has none", bucket4j, null);
  }

  private void batch() {
    var rows = new Area("batch", "batch of 10,000,000", on(Owner.VIRTUAL, "WeftPeer.batch"));
    rows.add("kotlin workers", kotlin("batch", false), AHEAD);
    rows.add("kotlin flows", kotlin("flowBatch", false), AHEAD);
    rows.add("reactor", on(Owner.PLATFORM, "ReactorPeer.batch"), null);
    rows.add("go", go(2, "batch", Times.CONCURRENCY), AHEAD);
    rows = new Area("batch", "in order", on(Owner.VIRTUAL, "WeftPeer.orderedBatch"));
    rows.add("gatherer", on(Owner.VIRTUAL, "ThreadsPeer.batch"), AHEAD);
    rows = new Area("batch", "items that yield", on(Owner.VIRTUAL, "WeftPeer.yieldingBatch"));
    rows.add("kotlin workers", kotlin("yieldingBatch", false), null);
    rows.add("go", go(2, "batchyield", Times.CONCURRENCY), null);
    rows = new Area("batch", "items that yield, loop", on(Owner.LOOP, "WeftPeer.yieldingBatch"));
    rows.add("go", go(1, "batchyield", Times.CONCURRENCY), null);
    rows.pythons("batchyield", Times.CONCURRENCY, Map.of());
  }

  private void cancel() {
    var rows = new Area("cancel", "cancel 10,000", on(Owner.PLATFORM, "Cancel.tasks"));
    rows.add("interrupt", on(Owner.PLATFORM, "Cancel.threads"), null);
    rows.add("kotlin", kotlin("cancel", false), null);
    rows.add("reactor delays", on(Owner.PLATFORM, "ReactorPeer.cancel"), null);
    rows.add("vertx timers", on(Owner.PLATFORM, "VertxPeer.cancel"), null);
    rows.add("go", go(2, "cancel", Times.CANCELLED), null);
    rows.pythons("cancel", Times.CANCELLED, Map.of());
  }

  /// The rows of one figure of Weft's.
  private final class Area {
    private final String area;
    private final String name;
    private final Figure subject;
    private final Quantity quantity;

    Area(String area, String name, Figure subject) {
      this(area, name, subject, Quantity.MEAN);
    }

    private Area(String area, String name, Figure subject, Quantity quantity) {
      this.area = area;
      this.name = name;
      this.subject = subject;
      this.quantity = quantity;
    }

    Area of(Quantity other) {
      return new Area(area, name, subject, other);
    }

    void add(String peer, Figure figure, @Nullable Double target) {
      rows.add(new Row(area, name + " / " + peer, subject, figure, quantity, target));
    }

    void addWithBytes(String peer, Figure figure) {
      add(peer, figure, null);
      rows.add(new Row(area, name + ", bytes / " + peer, subject, figure, Quantity.BYTES, null));
    }

    void pythons(String workload, int size, Map<String, Double> targets) {
      for (String kind : PYTHONS) {
        add(kind, python(kind, workload, size), targets.get(kind));
      }
    }
  }

  private static Jmh on(Owner owner, String benchmark) {
    return new Jmh(owner, benchmark, Map.of());
  }

  private static Jmh sized(Owner owner, String benchmark, int size) {
    return new Jmh(owner, benchmark, Map.of("size", "" + size));
  }

  private static Jmh gather(Owner owner, String benchmark, int size) {
    return new Jmh(owner, benchmark, Map.of("size", "" + size, "yields", "false"));
  }

  private static Jmh yielding(Owner owner, String benchmark) {
    return new Jmh(owner, benchmark, Map.of("size", "10", "yields", "true"));
  }

  private static Jmh kotlin(String benchmark, boolean oneThread) {
    return new Jmh(Owner.PLATFORM, "KotlinPeer." + benchmark, Map.of("oneThread", "" + oneThread));
  }

  private static Jmh kotlinGather(String benchmark, int size, boolean oneThread) {
    return new Jmh(
        Owner.PLATFORM,
        "KotlinPeer." + benchmark,
        Map.of("size", "" + size, "oneThread", "" + oneThread));
  }

  private static Go go(int threads, String workload, int size) {
    return new Go(workload, size, Times.of(workload), threads);
  }

  private static Python python(String kind, String workload, int size) {
    return new Python(kind, workload, size, Times.of(workload));
  }
}
