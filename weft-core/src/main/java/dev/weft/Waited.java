package dev.weft;

import java.util.List;

/// Tasks that were waited for: those that had ended and those that had not, at one moment. See
/// [Tasks#await(java.util.Collection, ReturnWhen)].
///
/// @param done those that had ended, however, in the order in which they were given
/// @param pending the others, in the order in which they were given
/// @param <K> the tasks: `Task<User>`, or `Task<?>` for a mixture
public record Waited<K extends Task<?>>(List<K> done, List<K> pending) {

  /// Keeps copies of the lists.
  public Waited {
    done = List.copyOf(done);
    pending = List.copyOf(pending);
  }
}
