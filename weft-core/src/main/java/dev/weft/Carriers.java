package dev.weft;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

// `installed` is replaced under the lock and read without it, by every start of a task: null when
// there is none, which is all that a program without carriers pays.
/// The carriers that are installed.
final class Carriers {
  private static volatile @Nullable List<ContextCarrier> installed;

  private Carriers() {}

  static ContextCarrier.Installation install(ContextCarrier carrier) {
    Objects.requireNonNull(carrier, "carrier");
    change(carriers -> carriers.add(carrier));
    var closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        change(carriers -> carriers.remove(carrier));
      }
    };
  }

  private static synchronized void change(Consumer<List<ContextCarrier>> by) {
    List<ContextCarrier> before = installed;
    List<ContextCarrier> carriers = new ArrayList<>(before == null ? List.of() : before);
    by.accept(carriers);
    installed = carriers.isEmpty() ? null : List.copyOf(carriers);
  }

  /// What is run in place of `op`.
  static <T extends @Nullable Object> Op<? extends T, ?> carry(Op<? extends T, ?> op) {
    List<ContextCarrier> carriers = installed;
    return carriers == null ? op : wrap(op, carriers);
  }

  /// What is run in place of each; the array itself if nothing is to be carried.
  @SuppressWarnings({"unchecked", "rawtypes"})
  static <T extends @Nullable Object> Op<? extends T, ?>[] carryAll(Op<? extends T, ?>[] ops) {
    List<ContextCarrier> carriers = installed;
    if (carriers == null) {
      return ops;
    }
    Op<? extends T, ?>[] carried = new Op[ops.length];
    for (int i = 0; i < ops.length; i++) {
      carried[i] = wrap(ops[i], carriers);
    }
    return carried;
  }

  // A carrier's operation returns what the one inside it returns.
  @SuppressWarnings("unchecked")
  private static <T extends @Nullable Object> Op<? extends T, ?> wrap(
      Op<? extends T, ?> op, List<ContextCarrier> carriers) {
    Op<?, ?> carried = op;
    for (ContextCarrier carrier : carriers.reversed()) {
      carried = carrier.carry(carried);
      if (carried == null) {
        throw new NullPointerException(
            "context carrier " + carrier + " returned null; return an operation");
      }
    }
    return (Op<? extends T, ?>) carried;
  }
}
