package dev.weft.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// What is done to the code of single methods of the JDK, so that they ask or tell the simulation.
final class Changes {
  private static final ClassDesc GATES = ClassDesc.of("dev.weft.agent.Gates");
  private static final ClassDesc CLOCKS = ClassDesc.of("dev.weft.agent.Clocks");
  private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

  /// Generators that take their seeds, where they are given none, from a counter of their class.
  private static final List<String> GENERATORS =
      List.of(
          "java/util/SplittableRandom",
          "jdk/internal/random/L128X1024MixRandom",
          "jdk/internal/random/L128X128MixRandom",
          "jdk/internal/random/L128X256MixRandom",
          "jdk/internal/random/L32X64MixRandom",
          "jdk/internal/random/L64X1024MixRandom",
          "jdk/internal/random/L64X128MixRandom",
          "jdk/internal/random/L64X128StarStarRandom",
          "jdk/internal/random/L64X256MixRandom",
          "jdk/internal/random/Xoroshiro128PlusPlus",
          "jdk/internal/random/Xoshiro256PlusPlus");

  /// Whose order depends on a number that each JVM draws for itself: by class, the methods that
  /// read it.
  private static final Map<String, List<String>> UNORDERED =
      Map.of(
          "java/util/ImmutableCollections$Set12",
          List.of(
              "toArray()[Ljava/lang/Object;", "toArray([Ljava/lang/Object;)[Ljava/lang/Object;"),
          "java/util/ImmutableCollections$Set12$1",
          List.of("next()Ljava/lang/Object;"),
          "java/util/ImmutableCollections$SetN$SetNIterator",
          List.of("<init>(Ljava/util/ImmutableCollections$SetN;)V", "next()Ljava/lang/Object;"),
          "java/util/ImmutableCollections$MapN$MapNIterator",
          List.of("<init>(Ljava/util/ImmutableCollections$MapN;)V", "nextIndex()I"));

  /// By class, then by name and type of the method.
  private static final Map<String, Map<String, CodeTransform>> ALL = all();

  private Changes() {}

  static boolean concern(String className) {
    return ALL.containsKey(className);
  }

  /// @throws IllegalStateException if the class has not the methods that it has in JDK 25
  static byte[] apply(String className, byte[] classFile) {
    Map<String, CodeTransform> changes = ALL.getOrDefault(className, Map.of());
    Set<String> missing = new HashSet<>(changes.keySet());
    ClassTransform transform =
        (builder, element) -> {
          CodeTransform code =
              element instanceof MethodModel method ? changes.get(nameOf(method)) : null;
          if (code == null) {
            builder.with(element);
          } else {
            missing.remove(nameOf((MethodModel) element));
            builder.transformMethod(
                (MethodModel) element,
                (method, part) -> {
                  if (part instanceof CodeModel body) {
                    method.transformCode(body, code);
                  } else {
                    method.with(part);
                  }
                });
          }
        };
    byte[] changed = ClassFile.of().transformClass(ClassFile.of().parse(classFile), transform);
    if (!missing.isEmpty()) {
      throw new IllegalStateException("it has no " + missing + "; run on JDK 25");
    }
    return changed;
  }

  private static String nameOf(MethodModel method) {
    return method.methodName().stringValue() + method.methodType().stringValue();
  }

  private static Map<String, Map<String, CodeTransform>> all() {
    Map<String, Map<String, CodeTransform>> all = new HashMap<>();
    threads(all);
    outside(all);
    random(all);
    semaphores(all);
    return all;
  }

  private static void threads(Map<String, Map<String, CodeTransform>> all) {
    CodeTransform starting =
        first(code ->
            code.aload(0)
                .invokestatic(GATES, "starting", taking(ClassDesc.of("java.lang.Thread"))));
    all.put(
        "java/lang/Thread",
        Map.of("start()V", starting, "start(Ljdk/internal/vm/ThreadContainer;)V", starting));
    all.put(
        "java/lang/VirtualThread",
        Map.of(
            "parkOnCarrierThread(ZJ)V",
            first(call("pinned")),
            "compareAndSetOnWaitingList(ZZ)Z",
            first(code ->
                code.iload(1).invokestatic(GATES, "unblocking", taking(ConstantDescs.CD_boolean))),
            "unblock()V",
            last(call("unblocked")),
            "interrupt()V",
            first(code ->
                code.aload(0)
                    .getfield(
                        ClassDesc.of("java.lang.VirtualThread"),
                        "scheduler",
                        ClassDesc.of("java.util.concurrent.Executor"))
                    .invokestatic(GATES, "interrupting", taking(ConstantDescs.CD_Object)))));
  }

  private static void outside(Map<String, Map<String, CodeTransform>> all) {
    all.put(
        "java/util/concurrent/ForkJoinPool",
        Map.of(
            "poolSubmit(ZLjava/util/concurrent/ForkJoinTask;)Ljava/util/concurrent/ForkJoinTask;",
            first(call("pool")),
            "externalSubmissionQueue(Z)Ljava/util/concurrent/ForkJoinPool$WorkQueue;",
            first(call("pool")),
            "scheduleDelayedTask(Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;)"
                + "Ljava/util/concurrent/DelayScheduler$ScheduledForkJoinTask;",
            first(call("timer"))));
    all.put(
        "java/lang/ProcessBuilder",
        Map.of(
            "start([Ljava/lang/ProcessBuilder$Redirect;)Ljava/lang/Process;",
            first(call("process"))));
    all.put(
        "sun/nio/ch/Net",
        Map.of(
            "socket(Ljava/net/ProtocolFamily;Z)Ljava/io/FileDescriptor;",
            first(call("socket")),
            "serverSocket(Ljava/net/ProtocolFamily;)Ljava/io/FileDescriptor;",
            first(call("socket"))));
    all.put(
        "sun/nio/ch/UnixDomainSockets",
        Map.of("socket()Ljava/io/FileDescriptor;", first(call("socket"))));
    all.put(
        "sun/nio/ch/SelectorProviderImpl",
        Map.of("openPipe()Ljava/nio/channels/Pipe;", first(call("pipe"))));
    all.put(
        "sun/nio/ch/SelectorImpl",
        Map.of("lockAndDoSelect(Ljava/util/function/Consumer;J)I", first(call("select"))));
    all.put(
        "java/net/InetAddress",
        Map.of(
            "getAddressesFromNameService(Ljava/lang/String;)[Ljava/net/InetAddress;",
            first(call("resolve"))));
    all.put(
        "sun/nio/ch/Poller",
        Map.of("poll(IIJLjava/util/function/BooleanSupplier;)V", first(call("polling"))));
  }

  private static void random(Map<String, Map<String, CodeTransform>> all) {
    ClassDesc uuid = ClassDesc.of("java.util.UUID");
    ClassDesc list = ClassDesc.of("java.util.List");
    all.put(
        "java/util/concurrent/ThreadLocalRandom",
        Map.of(
            "nextSeed()J",
            first(
                inSimulation(code ->
                    code.invokestatic(CLOCKS, "seed", MethodTypeDesc.of(ConstantDescs.CD_long))
                        .lreturn()))));
    all.put(
        "java/util/UUID",
        Map.of(
            "randomUUID()Ljava/util/UUID;",
            first(
                inSimulation(code ->
                    code.invokestatic(CLOCKS, "uuid", MethodTypeDesc.of(uuid)).areturn()))));
    all.put(
        "java/util/Collections",
        Map.of(
            "shuffle(Ljava/util/List;)V",
            first(
                inSimulation(code ->
                    code.aload(0).invokestatic(CLOCKS, "shuffle", taking(list)).return_()))));
    for (String generator : GENERATORS) {
      all.put(generator, Map.of("<init>()V", Changes::seeded));
    }
    UNORDERED.forEach((type, methods) -> {
      Map<String, CodeTransform> ordered = new HashMap<>();
      methods.forEach(method -> ordered.put(method, Changes::ordered));
      all.put(type, ordered);
    });
  }

  private static void semaphores(Map<String, Map<String, CodeTransform>> all) {
    CodeTransform acquired =
        last(code ->
            code.dup()
                .aload(0)
                .invokestatic(
                    GATES, "acquired", taking(ConstantDescs.CD_int, ConstantDescs.CD_Object)));
    all.put(
        "java/util/concurrent/Semaphore$Sync",
        Map.of(
            "nonfairTryAcquireShared(I)I",
            acquired,
            "tryReleaseShared(I)Z",
            last(code ->
                code.aload(0).invokestatic(GATES, "released", taking(ConstantDescs.CD_Object)))));
    all.put("java/util/concurrent/Semaphore$FairSync", Map.of("tryAcquireShared(I)I", acquired));
  }

  private static void seeded(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeInstruction call
        && call.name().equalsString("getAndAdd")
        && call.owner().asInternalName().equals("java/util/concurrent/atomic/AtomicLong")) {
      code.invokestatic(
          CLOCKS,
          "getAndAdd",
          MethodTypeDesc.of(
              ConstantDescs.CD_long,
              ClassDesc.of("java.util.concurrent.atomic.AtomicLong"),
              ConstantDescs.CD_long));
    } else {
      code.with(element);
    }
  }

  private static void ordered(CodeBuilder code, CodeElement element) {
    code.with(element);
    if (element instanceof FieldInstruction read
        && read.opcode() == Opcode.GETSTATIC
        && read.owner().asInternalName().equals("java/util/ImmutableCollections")
        && List.of("SALT32L", "REVERSE").contains(read.name().stringValue())) {
      ClassDesc type = read.typeSymbol();
      code.invokestatic(CLOCKS, "order", MethodTypeDesc.of(type, type));
    }
  }

  private static Consumer<CodeBuilder> inSimulation(Consumer<CodeBuilder> instead) {
    return code -> {
      Label real = code.newLabel();
      code.invokestatic(CLOCKS, "isSimulated", MethodTypeDesc.of(ConstantDescs.CD_boolean))
          .ifeq(real);
      instead.accept(code);
      code.labelBinding(real);
    };
  }

  private static MethodTypeDesc taking(ClassDesc... parameters) {
    return MethodTypeDesc.of(ConstantDescs.CD_void, parameters);
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
