package dev.weft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.Op;
import dev.weft.Scale;
import dev.weft.contract.OnEveryScheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The contract suite of the kernel, each test under many seeds.
///
/// A test that cannot be simulated, because it is about platform threads, real time or the outside,
/// is named in `not-simulated.txt` with the reason; one that is named and can be is a failure too.
class ContractTest {
  private static final int SEEDS = Integer.getInteger("weft.sim.seeds", 1_000);
  private static final AtomicLong RUNS = new AtomicLong();

  /// Not printed: the stream has a lock that threads outside of the simulation hold now and then,
  /// to flush it, and one of the simulation that waited for it would be taken for a deadlock.
  private static final Logger LOG = Logger.getLogger("dev.weft");

  private static final String ONLY = System.getProperty("weft.sim.only", "");

  @BeforeAll
  static void printNoLog() {
    LOG.setUseParentHandlers(false);
  }

  @TestFactory
  Stream<DynamicTest> everyTestOfTheContract_holdsUnderEverySeed() throws Exception {
    Map<String, String> exceptions = exceptions();
    List<DynamicTest> tests = new ArrayList<>();
    for (Class<?> type : classes()) {
      for (Method method : tests(type)) {
        String name = type.getSimpleName() + "." + method.getName();
        if (name.contains(ONLY)) {
          tests.add(
              DynamicTest.dynamicTest(
                  name, () -> run(name, () -> once(type, method), exceptions.get(name))));
        }
      }
    }
    assertThat(tests).as("tests of the contract").hasSizeGreaterThan(ONLY.isEmpty() ? 300 : 0);
    return tests.stream();
  }

  @AfterAll
  static void tellHowManyRuns() {
    LOG.setUseParentHandlers(true);
    System.out.printf("%s runs of tests of the contract, each under %d seeds%n", RUNS, SEEDS);
  }

  private static void run(
      String name, Op<@Nullable Void, Exception> test, @Nullable String exception)
      throws InterruptedException {
    Simulation simulation = Simulation.create().allowLeftovers().allowMistakes();
    if (exception == null) {
      Scale.seen();
      RUNS.addAndGet(explore(name, simulation, test));
      assertThat(Scale.seen()).as(name + ": ends seen").doesNotContainValue(0L);
    } else if (!exception.startsWith("it spins") && !exception.contains("garbage")) {
      // Who spins would do it for ever, and a collector comes or comes not.
      assertThat(refusal(simulation, test))
          .as(name + " is named as one that cannot be simulated")
          .contains(exception);
    }
  }

  private static int explore(String name, Simulation simulation, Op<?, ?> test)
      throws InterruptedException {
    try {
      return simulation.explore(SEEDS, test).runs();
    } catch (SimulationFailure | SimulationError | IllegalStateException e) {
      throw new AssertionError(name + ": " + e.getMessage(), e);
    }
  }

  private static String refusal(Simulation simulation, Op<?, ?> test) throws InterruptedException {
    try {
      simulation.explore(3, test);
      return "nothing is refused";
    } catch (SimulationFailure | SimulationError e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static @Nullable Void once(Class<?> type, Method test) throws Exception {
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object instance = constructor.newInstance();
    all(type, BeforeEach.class, instance);
    try {
      call(test, instance);
    } finally {
      all(type, AfterEach.class, instance);
    }
    return null;
  }

  private static void all(Class<?> type, Class<? extends Annotation> kind, Object instance)
      throws Exception {
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(kind)) {
        call(method, instance);
      }
    }
  }

  private static void call(Method method, Object instance) throws Exception {
    method.setAccessible(true);
    try {
      method.invoke(instance);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static List<Method> tests(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class))
        .filter(method -> method.getParameterCount() == 0)
        .sorted(Comparator.comparing(Method::getName))
        .toList();
  }

  /// Those of the core's tests that run on every scheduler.
  private static List<Class<?>> classes() throws Exception {
    URI place = OnEveryScheduler.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path path = Path.of(place);
    if (Files.isDirectory(path)) {
      return classes(path);
    }
    try (FileSystem jar = FileSystems.newFileSystem(path)) {
      return classes(jar.getPath("/"));
    }
  }

  private static List<Class<?>> classes(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith("Test.class"))
          .map(name -> name.replaceAll("\\.class$", "").replace('/', '.'))
          .sorted()
          .<Class<?>>map(ContractTest::load)
          .filter(type -> type.isAnnotationPresent(OnEveryScheduler.class))
          .filter(type -> !type.getAnnotation(OnEveryScheduler.class).stress())
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ContractTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> exceptions() {
    Map<String, String> exceptions = new TreeMap<>();
    try (var in = ContractTest.class.getResourceAsStream("not-simulated.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\|", 2))
          .forEach(parts -> exceptions.put(parts[0].strip(), parts[1].strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return exceptions;
  }
}
