package dev.weft.sim;

import dev.weft.Op;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/// Runs the methods of [SimulationTest].
final class SimulationExtension implements InvocationInterceptor {
  /// The property that names the one seed to run.
  static final String SEED = "weft.seed";

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    invocation.skip();
    Method method = called.getExecutable();
    method.setAccessible(true);
    Object instance = called.getTarget().orElse(null);
    Object[] arguments = called.getArguments().toArray();
    var aborted = new AtomicReference<@Nullable TestAbortedException>();
    Op<@Nullable Void, Exception> test =
        () -> {
          try {
            return call(method, instance, arguments);
          } catch (TestAbortedException e) {
            aborted.set(e);
            return null;
          }
        };
    SimulationTest how = method.getAnnotation(SimulationTest.class);
    Simulation simulation = Simulation.ofTest().faults(how.faults());
    if (how.pct() != 0) {
      simulation = simulation.strategy(Strategy.pct(how.pct()));
    }
    Long only = onlySeed();
    simulation.explore(only == null ? how.firstSeed() : only, only == null ? how.seeds() : 1, test);
    if (how.cancelEverywhere()) {
      simulation.cancelEverywhere(only == null ? how.firstSeed() : only, test);
    }
    TestAbortedException assumption = aborted.get();
    if (assumption != null) {
      throw assumption;
    }
  }

  private static @Nullable Long onlySeed() {
    String given = System.getProperty(SEED);
    try {
      return given == null ? null : Long.valueOf(given);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D" + SEED + "=" + given + "; give a whole number, as a report does", e);
    }
  }

  private static @Nullable Void call(Method method, @Nullable Object instance, Object[] arguments)
      throws Exception {
    try {
      method.invoke(instance, arguments);
      return null;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
