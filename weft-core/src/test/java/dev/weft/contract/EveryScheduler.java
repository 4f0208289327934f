package dev.weft.contract;

import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Runs a class once for every scheduler.
final class EveryScheduler implements ClassTemplateInvocationContextProvider {

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    List<SchedulerUnderTest> schedulers = all();
    var attendance = new Attendance(schedulers);
    // Its close() is called when the class has been run on all of them.
    context
        .getStore(ExtensionContext.Namespace.create(EveryScheduler.class))
        .put(Attendance.class, attendance);
    return schedulers.stream().map(scheduler -> new OnScheduler(scheduler, attendance));
  }

  /// All that there are, or those that `-Dweft.schedulers=loop,parallel` names.
  private static List<SchedulerUnderTest> all() {
    List<String> named = Arrays.asList(System.getProperty("weft.schedulers", "").split(","));
    List<SchedulerUnderTest> schedulers =
        ServiceLoader.load(SchedulerUnderTest.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(scheduler -> named.contains("") || named.contains(scheduler.toString()))
            .toList();
    if (schedulers.isEmpty()) {
      throw new IllegalStateException(
          "no scheduler is named " + named + "; look into META-INF/services for those there are");
    }
    return schedulers;
  }
}
