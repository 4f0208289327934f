package dev.weft.agent;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Opens what the simulator needs of the JDK, and changes the classes that have to ask it.
public final class Installation implements ClassFileTransformer {
  private static final String CLOCKS = "dev/weft/agent/Clocks";

  private static final Map<String, String> CALLS =
      Map.of(
          "java/lang/System.nanoTime()J", CLOCKS,
          "java/lang/System.currentTimeMillis()J", CLOCKS,
          "jdk/internal/misc/VM.getNanoTimeAdjustment(J)J", CLOCKS,
          "java/util/Random.seedUniquifier()J", CLOCKS,
          "java/lang/Math.random()D", CLOCKS);

  /// The classes of the JDK whose calls are redirected; of all others everything is.
  private static final List<String> REDIRECTED =
      List.of(
          "java/util/",
          "java/time/",
          "java/lang/ref/",
          "java/lang/VirtualThread",
          "java/lang/Thread");

  private static final List<String> JDK =
      List.of("java/", "jdk/", "sun/", "javax/", "com/sun/", "dev/weft/agent/");

  private static volatile @Nullable MethodHandle adjustment;

  private static volatile @Nullable String unprepared;

  private Installation() {}

  /// Called once, by the agent.
  ///
  /// @param jvm what an agent may do
  /// @throws Exception if what it needs of this JVM is not there; see also [#unprepared()]
  public static void install(Instrumentation jvm) throws Exception {
    open(jvm);
    adjustment =
        MethodHandles.privateLookupIn(Class.forName("jdk.internal.misc.VM"), MethodHandles.lookup())
            .findStatic(
                Class.forName("jdk.internal.misc.VM"),
                "getNanoTimeAdjustment",
                MethodType.methodType(long.class, long.class));
    // Loads what the redirected calls need, before any is.
    var _ = Clocks.nanoTime() + Clocks.getNanoTimeAdjustment(0) + Clocks.seedUniquifier();
    Gates.pinned();
    var installation = new Installation();
    warmUp(installation);
    jvm.addTransformer(installation, true);
    List<Class<?>> loaded = new ArrayList<>();
    for (Class<?> type : jvm.getAllLoadedClasses()) {
      String name = type.getName().replace('.', '/');
      if (jvm.isModifiableClass(type)
          && !type.isHidden()
          && !type.isArray()
          && (Changes.concern(name) || isRedirected(name))) {
        loaded.add(type);
      }
    }
    jvm.retransformClasses(loaded.toArray(new Class<?>[0]));
  }

  /// What went wrong with a class: no simulation is to be trusted then.
  ///
  /// @return the class and why; null if nothing did
  public static @Nullable String unprepared() {
    return unprepared;
  }

  static long nanoTimeAdjustment(long offset) {
    try {
      MethodHandle jvms = adjustment;
      return jvms == null ? -1 : (long) jvms.invokeExact(offset);
    } catch (Throwable t) {
      throw new LinkageError("the JVM's clock cannot be read", t);
    }
  }

  /// A first transformation, so that none of the classes which it needs is loaded during another.
  private static void warmUp(Installation installation) throws Exception {
    try (var in = Object.class.getResourceAsStream("/java/lang/VirtualThread.class")) {
      if (in != null) {
        installation.transform(null, "java/lang/VirtualThread", null, null, in.readAllBytes());
      }
    }
  }

  private static void open(Instrumentation jvm) {
    Set<Module> to = new HashSet<>();
    to.add(Clocks.class.getModule());
    to.add(ClassLoader.getSystemClassLoader().getUnnamedModule());
    for (String name : List.of("dev.weft", "dev.weft.sim")) {
      ModuleLayer.boot().findModule(name).ifPresent(to::add);
    }
    Map<String, Set<Module>> opens = new HashMap<>();
    for (String name :
        List.of(
            "java.lang", "java.util.concurrent.locks", "jdk.internal.misc", "jdk.internal.vm")) {
      opens.put(name, to);
    }
    jvm.redefineModule(Object.class.getModule(), Set.of(), Map.of(), opens, Set.of(), Map.of());
  }

  private static boolean isRedirected(String name) {
    return REDIRECTED.stream().anyMatch(name::startsWith)
        || JDK.stream().noneMatch(name::startsWith);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> type,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (name == null) {
      return null;
    }
    try {
      byte[] redirected =
          isRedirected(name) ? ConstantPool.redirect(classFile.clone(), CALLS) : null;
      return Changes.concern(name)
          ? Changes.apply(name, redirected == null ? classFile : redirected)
          : redirected;
    } catch (Throwable t) {
      // The JVM would swallow it, and real time would leak in unseen.
      unprepared = "class " + name.replace('/', '.') + " could not be prepared: " + t;
      return null;
    }
  }
}
