package dev.weft.sim;

import java.util.ArrayList;
import java.util.List;

/// What happened in a run: always the choices, and a line for each step if it is asked for.
final class Trace {
  private final boolean lines;
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> choices = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private final Names names = new Names();
  private long hash = 1;
  private String before = "";

  /// A trace with a line for each step, or with the choices alone.
  Trace(boolean lines) {
    this.lines = lines;
  }

  void chose(int choice, int of) {
    choices.add(choice);
    counts.add(of);
  }

  void fired(int step, long nanos, SimTimer timer) {
    mix(nanos, timer.number());
    if (lines) {
      line(step, nanos, timer.label() + " fires");
    }
  }

  /// A thread is about to run; its name is that at the beginning of its step.
  void runs(SimThread thread) {
    if (lines) {
      before = thread.label();
    }
  }

  void ran(int step, long nanos, SimThread thread) {
    mix(nanos, thread.number());
    if (lines) {
      line(step, nanos, before + " " + Waits.state(thread, names));
    }
  }

  void note(String what) {
    if (lines) {
      text.append("        ").append(what).append('\n');
    }
  }

  private void mix(long nanos, int number) {
    hash = (hash * 31 + nanos) * 31 + number;
  }

  private void line(int step, long nanos, String what) {
    text.append(step).append(' ').append(Clock.text(nanos)).append(' ').append(what).append('\n');
  }

  /// A number that differs, most probably, when anything ran otherwise.
  long hash() {
    return hash;
  }

  List<Integer> choices() {
    return choices;
  }

  /// Of how many each choice was.
  List<Integer> counts() {
    return counts;
  }

  String text() {
    return text.toString();
  }
}
