package dev.weft.sim;

import java.util.AbstractList;
import java.util.List;

/// What can come next, timers first.
final class Candidates extends AbstractList<Candidate> {
  private final List<SimTimer> due;
  private final List<SimThread> ready;

  Candidates(List<SimTimer> due, List<SimThread> ready) {
    this.due = due;
    this.ready = ready;
  }

  @Override
  public Candidate get(int index) {
    return index < due.size() ? due.get(index) : ready.get(index - due.size());
  }

  @Override
  public int size() {
    return due.size() + ready.size();
  }
}
