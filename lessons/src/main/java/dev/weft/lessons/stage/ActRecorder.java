package dev.weft.lessons.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// An act while it is played. Any thread may write; what is written after its end is left out,
/// since what was lost must not write into what comes next.
final class ActRecorder implements Progress {
  private final Kind kind;
  private final boolean isFaster;
  private final String heading;
  private final String region;
  private final Audience audience;
  private final ReentrantLock lock = new ReentrantLock();
  private final long begun = System.nanoTime();

  /// Guarded by `lock`, like all below.
  private final List<Line> lines = new ArrayList<>();

  private final List<BarRecorder> bars = new ArrayList<>();
  private @Nullable Act ended;

  ActRecorder(Kind kind, boolean isFaster, String heading, String region, Audience audience) {
    this.kind = kind;
    this.isFaster = isFaster;
    this.heading = heading;
    this.region = region;
    this.audience = audience;
  }

  private long clock() {
    return System.nanoTime() - begun;
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      if (ended != null) {
        return;
      }
      what.run();
    } finally {
      lock.unlock();
    }
    audience.look(this);
  }

  void say(String text, boolean isMeasured) {
    change(() -> lines.add(new Line(clock(), text, isMeasured)));
  }

  BarRecorder bar(String name) {
    var bar = new BarRecorder(name, clock());
    change(() -> bars.add(bar));
    return bar;
  }

  /// Tells whether it waited before.
  boolean waits(BarRecorder bar, boolean waits) {
    var before = new boolean[1];
    change(() -> before[0] = bar.waits(waits, clock()));
    return before[0];
  }

  void end(BarRecorder bar, End how) {
    change(() -> bar.end(how, clock()));
  }

  Act end() {
    lock.lock();
    try {
      ended = now();
    } finally {
      lock.unlock();
    }
    audience.look(this);
    return now();
  }

  @Override
  public Act now() {
    lock.lock();
    try {
      Act over = ended;
      if (over != null) {
        return over;
      }
      long now = clock();
      return new Act(
          kind,
          isFaster,
          heading,
          region,
          List.copyOf(lines),
          bars.stream().map(bar -> bar.at(now)).toList(),
          now);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isOver() {
    lock.lock();
    try {
      return ended != null;
    } finally {
      lock.unlock();
    }
  }
}
