package dev.weft.lessons.stage;

import dev.weft.Op;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a lesson is played on. It tells what it does in lines and bars, which are recorded with
/// their times and shown while it runs.
///
/// Acts follow each other; lines and bars may come from any thread. A bar belongs to the act that
/// was on when it began.
public final class Stage {
  private static final ThreadLocal<@Nullable OpenBar> OPEN = new ThreadLocal<>();

  private final Mode mode;
  private final Audience audience;
  private final List<Act> acts = new ArrayList<>();
  private volatile @Nullable ActRecorder current;

  private record OpenBar(ActRecorder act, BarRecorder bar) {}

  /// A stage without an act.
  ///
  /// @param mode what runs the threads
  /// @param audience who watches
  public Stage(Mode mode, Audience audience) {
    this.mode = mode;
    this.audience = audience;
  }

  /// What runs the threads of this performance.
  public Mode mode() {
    return mode;
  }

  /// The base line: one call after the other.
  ///
  /// @param region the name of the code in the source of the lesson
  /// @param heading what it is called
  /// @param program what is played
  public <X extends Exception> void sequential(String region, String heading, Action<X> program)
      throws X, InterruptedException {
    act(Kind.SEQUENTIAL, false, region, heading, program);
  }

  /// How it is often written. Shows what goes wrong, and returns.
  ///
  /// @param region the name of the code in the source of the lesson
  /// @param heading what it is called
  /// @param program what is played
  public <X extends Exception> void wrong(String region, String heading, Action<X> program)
      throws X, InterruptedException {
    act(Kind.WRONG, false, region, heading, program);
  }

  /// How it should be written.
  ///
  /// @param region the name of the code in the source of the lesson
  /// @param heading what it is called
  /// @param program what is played
  public <X extends Exception> void right(String region, String heading, Action<X> program)
      throws X, InterruptedException {
    act(Kind.RIGHT, false, region, heading, program);
  }

  /// The same, for what does what the base line does: its time is shown beside that.
  ///
  /// @param region the name of the code in the source of the lesson
  /// @param heading what it is called
  /// @param program what is played
  public <X extends Exception> void faster(String region, String heading, Action<X> program)
      throws X, InterruptedException {
    act(Kind.RIGHT, true, region, heading, program);
  }

  private <X extends Exception> void act(
      Kind kind, boolean isFaster, String region, String heading, Action<X> program)
      throws X, InterruptedException {
    var act = new ActRecorder(kind, isFaster, heading, region, audience);
    current = act;
    audience.look(act);
    try {
      program.run();
    } finally {
      acts.add(act.end());
    }
  }

  private ActRecorder current() {
    ActRecorder act = current;
    if (act == null) {
      throw new IllegalStateException("no act has begun; call this from the program of an act");
    }
    return act;
  }

  /// Says something that is the same in each run.
  ///
  /// @param text one line
  public void say(String text) {
    current().say(text, false);
  }

  /// Says what was measured, which is the same in each simulated run only.
  ///
  /// @param text one line
  public void measured(String text) {
    current().say(text, true);
  }

  /// Does something, and draws a bar for the time that it takes.
  ///
  /// @param name stands in front of the bar
  /// @param op what to do
  /// @return its result
  /// @throws X if it fails
  /// @throws InterruptedException if it is cancelled
  public <T extends @Nullable Object, X extends Exception> T call(String name, Op<T, X> op)
      throws X, InterruptedException {
    ActRecorder act = current();
    BarRecorder drawn = act.bar(name);
    OpenBar outer = OPEN.get();
    OPEN.set(new OpenBar(act, drawn));
    End end = End.FAILED;
    try {
      T result = op.call();
      end = End.DONE;
      return result;
    } catch (InterruptedException e) {
      end = End.CANCELLED;
      throw e;
    } finally {
      act.end(drawn, end);
      OPEN.set(outer);
    }
  }

  /// Does something that has no result, and draws a bar for the time that it takes.
  ///
  /// @param name stands in front of the bar
  /// @param action what to do
  /// @throws X if it fails
  /// @throws InterruptedException if it is cancelled
  public <X extends Exception> void run(String name, Action<X> action)
      throws X, InterruptedException {
    call(name, () -> done(action));
  }

  private static <X extends Exception> boolean done(Action<X> action)
      throws X, InterruptedException {
    action.run();
    return true;
  }

  /// Waits for a turn: for a permit, a lock, a connection. The bar around it is drawn as waiting
  /// meanwhile.
  ///
  /// @param op what waits
  /// @return its result
  /// @throws X if it fails
  /// @throws InterruptedException if it is cancelled
  public <T extends @Nullable Object, X extends Exception> T waitFor(Op<T, X> op)
      throws X, InterruptedException {
    OpenBar open = OPEN.get();
    if (open == null) {
      throw new IllegalStateException("no bar is drawn by this thread; call this inside of one");
    }
    boolean before = open.act.waits(open.bar, true);
    try {
      return op.call();
    } finally {
      open.act.waits(open.bar, before);
    }
  }

  /// Waits for a turn that is nothing to keep. See [#waitFor(Op)].
  ///
  /// @param action what waits
  /// @throws X if it fails
  /// @throws InterruptedException if it is cancelled
  public <X extends Exception> void waits(Action<X> action) throws X, InterruptedException {
    waitFor(() -> done(action));
  }

  /// The parts that were played, in their order.
  public Performance performance() {
    return new Performance(List.copyOf(acts));
  }
}
