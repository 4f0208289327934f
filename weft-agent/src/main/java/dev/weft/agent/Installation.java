package dev.weft.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
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
import java.util.function.Consumer;
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

  private static final ClassDesc GATES = ClassDesc.of("dev.weft.agent.Gates");
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

  /// By class, then by name and type of the method: what is done to its code.
  private static final Map<String, Map<String, CodeTransform>> GATED = gated();

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
          && (GATED.containsKey(name) || isRedirected(name))) {
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
    for (String name : List.of("java.lang", "java.util.concurrent.locks", "jdk.internal.misc")) {
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
      Map<String, CodeTransform> gates = GATED.get(name);
      return gates == null ? redirected : gate(redirected == null ? classFile : redirected, gates);
    } catch (Throwable t) {
      // The JVM would swallow it, and real time would leak in unseen.
      unprepared = "class " + name.replace('/', '.') + " could not be prepared: " + t;
      return null;
    }
  }

  private static byte[] gate(byte[] classFile, Map<String, CodeTransform> gates) {
    Set<String> missing = new HashSet<>(gates.keySet());
    ClassTransform transform =
        (builder, element) -> {
          CodeTransform code =
              element instanceof MethodModel method ? gates.get(nameOf(method)) : null;
          if (code == null) {
            builder.with(element);
          } else {
            missing.remove(nameOf((MethodModel) element));
            builder.transformMethod(
                (MethodModel) element,
                (method, part) -> {
                  if (part instanceof java.lang.classfile.CodeModel body) {
                    method.transformCode(body, code);
                  } else {
                    method.with(part);
                  }
                });
          }
        };
    byte[] gated = ClassFile.of().transformClass(ClassFile.of().parse(classFile), transform);
    if (!missing.isEmpty()) {
      throw new IllegalStateException("it has no " + missing + "; run on JDK 25");
    }
    return gated;
  }

  private static String nameOf(MethodModel method) {
    return method.methodName().stringValue() + method.methodType().stringValue();
  }

  private static Map<String, Map<String, CodeTransform>> gated() {
    CodeTransform starting =
        first(code ->
            code.aload(0)
                .invokestatic(
                    GATES,
                    "starting",
                    MethodTypeDesc.of(ConstantDescs.CD_void, ClassDesc.of("java.lang.Thread"))));
    return Map.of(
        "java/lang/Thread",
        Map.of(
            "start()V", starting,
            "start(Ljdk/internal/vm/ThreadContainer;)V", starting),
        "java/lang/VirtualThread",
        Map.of(
            "parkOnCarrierThread(ZJ)V", first(call("pinned")),
            "compareAndSetOnWaitingList(ZZ)Z",
                first(code ->
                    code.iload(1)
                        .invokestatic(
                            GATES,
                            "unblocking",
                            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_boolean))),
            "unblock()V", last(call("unblocked"))),
        "java/util/concurrent/ThreadLocalRandom",
        Map.of("nextSeed()J", first(Installation::seedOfSimulation)),
        "java/util/concurrent/ForkJoinPool",
        Map.of(
            "poolSubmit(ZLjava/util/concurrent/ForkJoinTask;)Ljava/util/concurrent/ForkJoinTask;",
            first(call("pool")),
            "externalSubmissionQueue(Z)Ljava/util/concurrent/ForkJoinPool$WorkQueue;",
            first(call("pool")),
            "scheduleDelayedTask(Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;)"
                + "Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;",
            first(call("timer"))),
        "java/lang/ProcessBuilder",
        Map.of(
            "start([Ljava/lang/ProcessBuilder$Redirect;)Ljava/lang/Process;",
            first(call("process"))),
        "sun/nio/ch/Net",
        Map.of(
            "socket(Ljava/net/ProtocolFamily;Z)Ljava/io/FileDescriptor;", first(call("socket")),
            "serverSocket(Ljava/net/ProtocolFamily;)Ljava/io/FileDescriptor;",
                first(call("socket"))),
        "sun/nio/ch/Poller",
        Map.of("poll(IIJLjava/util/function/BooleanSupplier;)V", first(call("polling"))));
  }

  private static void seedOfSimulation(CodeBuilder code) {
    ClassDesc clocks = ClassDesc.of("dev.weft.agent.Clocks");
    Label real = code.newLabel();
    code.invokestatic(clocks, "isSimulated", MethodTypeDesc.of(ConstantDescs.CD_boolean))
        .ifeq(real)
        .invokestatic(clocks, "seed", MethodTypeDesc.of(ConstantDescs.CD_long))
        .lreturn()
        .labelBinding(real);
  }

  private static Consumer<CodeBuilder> call(String gate) {
    return code -> code.invokestatic(GATES, gate, NOTHING);
  }

  private static CodeTransform first(Consumer<CodeBuilder> added) {
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        added.accept(code);
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        code.with(element);
      }
    };
  }

  private static CodeTransform last(Consumer<CodeBuilder> added) {
    return (code, element) -> {
      if (element instanceof ReturnInstruction) {
        added.accept(code);
      }
      code.with(element);
    };
  }
}
