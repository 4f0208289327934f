package dev.weft.contract;

import dev.weft.LeftOvers;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// One run of a class: its tests are handed over to one scheduler.
final class OnScheduler
    implements ClassTemplateInvocationContext, InvocationInterceptor, ExecutionCondition {
  private final SchedulerUnderTest scheduler;
  private final Attendance attendance;

  OnScheduler(SchedulerUnderTest scheduler, Attendance attendance) {
    this.scheduler = scheduler;
    this.attendance = attendance;
  }

  @Override
  public String getDisplayName(int index) {
    return scheduler.toString();
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(this);
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Method test = context.getTestMethod().orElse(null);
    NeedsParallel needs = test == null ? null : test.getAnnotation(NeedsParallel.class);
    if (test == null || needs == null || scheduler.isParallel()) {
      return ConditionEvaluationResult.enabled(null);
    }
    attendance.note(test, scheduler);
    return ConditionEvaluationResult.disabled("not on " + scheduler + ": " + needs.value());
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    run(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    run(invocation, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<@Nullable Void> invocation,
      DynamicTestInvocationContext test,
      ExtensionContext context)
      throws Throwable {
    run(invocation, context);
  }

  private void run(Invocation<@Nullable Void> invocation, ExtensionContext context)
      throws Throwable {
    OnEveryScheduler how = context.getRequiredTestClass().getAnnotation(OnEveryScheduler.class);
    long seconds = how.hangsAfter() + (how.stress() ? Long.getLong("weft.stress.seconds", 60) : 0);
    String name = context.getRequiredTestMethod().getName() + " on " + scheduler;
    var run = new TestRun(name, Duration.ofSeconds(seconds), scheduler);
    run.call(() -> {
      scheduler.requireHere();
      attendance.note(context.getRequiredTestMethod(), scheduler);
      try {
        invocation.proceed();
      } catch (Throwable thrown) {
        thrown.addSuppressed(new Where(scheduler));
        throw thrown;
      }
      LeftOvers.requireNone();
      scheduler.requireHere();
    });
  }

  /// Tells the scheduler where a report gives no more than the name of the test.
  private static final class Where extends Exception {
    private static final long serialVersionUID = 1L;

    Where(SchedulerUnderTest scheduler) {
      super("this was on " + scheduler, null, false, false);
    }
  }
}
