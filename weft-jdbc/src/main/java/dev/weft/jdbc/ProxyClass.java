package dev.weft.jdbc;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PRIVATE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_SYNTHETIC;
import static java.lang.constant.ConstantDescs.BSM_CLASS_DATA_AT;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.DEFAULT_NAME;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

// What a class that is made here looks like, for an interface T:
//
//   final class … implements T, Front {
//     private final T target;
//     private final JdbcProxy proxy;
//
//     public long getLong(int column) { return target.getLong(column); }            // DIRECT
//     public boolean next() { return proxy.fetches() ? …as below… : target.next(); } // MOVE
//     public void close() { proxy.invoke(this, <the Method>, null); }               // all others
//   }
/// A class whose objects stand in front of those of one interface of JDBC. What needs nothing
/// around it, as the reading of a column, is a plain call of the target: by reflection it would
/// cost as much again. All else goes to a [JdbcProxy].
final class ProxyClass {
  /// What all objects of these classes are.
  interface Front {
    JdbcProxy proxy();
  }

  private static final ClassDesc FRONT = desc(Front.class);
  private static final ClassDesc PROXY = desc(JdbcProxy.class);
  private static final ClassDesc METHOD = desc(Method.class);
  private static final String TARGET_FIELD = "target";
  private static final String PROXY_FIELD = "proxy";

  private static final MethodType CONSTRUCTOR =
      MethodType.methodType(Object.class, Object.class, JdbcProxy.class);
  private static final MethodTypeDesc INVOKE =
      MethodTypeDesc.of(CD_Object, CD_Object, METHOD, CD_Object.arrayType());

  private static final Map<Class<?>, ProxyClass> ALL = new ConcurrentHashMap<>();

  private final ClassDesc type;
  private final ClassDesc self;
  private final List<Method> methods;
  private final MethodHandle constructor;

  private ProxyClass(Class<?> type) {
    this.type = desc(type);
    this.self = ClassDesc.of(ProxyClass.class.getName() + "$" + type.getSimpleName());
    this.methods =
        Arrays.stream(type.getMethods()).filter(m -> !Modifier.isStatic(m.getModifiers())).toList();
    try {
      MethodHandles.Lookup made =
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(
                  ClassFile.of().build(self, this::build), methods, true);
      this.constructor =
          made.findConstructor(
                  made.lookupClass(), MethodType.methodType(void.class, type, JdbcProxy.class))
              .asType(CONSTRUCTOR);
    } catch (IllegalAccessException | NoSuchMethodException e) {
      throw new LinkageError("no class can be made for " + type, e);
    }
  }

  private static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  /// Makes an object of the class for an interface.
  ///
  /// @param target an object of that interface
  /// @param proxy gets the calls that need something around them
  static Object newInstance(Class<?> type, Object target, JdbcProxy proxy) {
    try {
      return (Object) of(type).constructor.invokeExact(target, proxy);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new LinkageError("a constructor without checked exceptions", impossible);
    }
  }

  // Asked for each object, so without the lock that computeIfAbsent() may take.
  private static ProxyClass of(Class<?> type) {
    ProxyClass known = ALL.get(type);
    return known == null ? ALL.computeIfAbsent(type, ProxyClass::new) : known;
  }

  private void build(ClassBuilder builder) {
    builder
        .withFlags(ACC_FINAL | ACC_SYNTHETIC)
        .withInterfaceSymbols(type, FRONT)
        .withField(TARGET_FIELD, type, ACC_PRIVATE | ACC_FINAL)
        .withField(PROXY_FIELD, PROXY, ACC_PRIVATE | ACC_FINAL)
        .withMethodBody(INIT_NAME, MethodTypeDesc.of(CD_void, type, PROXY), 0, this::initialise)
        .withMethodBody(
            PROXY_FIELD, MethodTypeDesc.of(PROXY), ACC_PUBLIC, code -> loadProxy(code).areturn());
    addFromObject(builder, "hashCode", MethodTypeDesc.of(CD_int));
    addFromObject(builder, "toString", MethodTypeDesc.of(CD_String));
    for (int i = 0; i < methods.size(); i++) {
      int index = i;
      Method method = methods.get(i);
      builder.withMethodBody(
          method.getName(), desc(method), ACC_PUBLIC, code -> implement(code, method, index));
    }
  }

  private void addFromObject(ClassBuilder builder, String name, MethodTypeDesc signature) {
    builder.withMethodBody(
        name,
        signature,
        ACC_PUBLIC,
        code ->
            loadTarget(code)
                .invokevirtual(CD_Object, name, signature)
                .return_(TypeKind.from(signature.returnType())));
  }

  private static MethodTypeDesc desc(Method method) {
    List<ClassDesc> parameters = new ArrayList<>();
    for (Class<?> parameter : method.getParameterTypes()) {
      parameters.add(desc(parameter));
    }
    return MethodTypeDesc.of(desc(method.getReturnType()), parameters);
  }

  private void initialise(CodeBuilder code) {
    code.aload(0)
        .invokespecial(CD_Object, INIT_NAME, MTD_void)
        .aload(0)
        .aload(1)
        .putfield(self, TARGET_FIELD, type)
        .aload(0)
        .aload(2)
        .putfield(self, PROXY_FIELD, PROXY)
        .return_();
  }

  private CodeBuilder loadTarget(CodeBuilder code) {
    return code.aload(0).getfield(self, TARGET_FIELD, type);
  }

  private CodeBuilder loadProxy(CodeBuilder code) {
    return code.aload(0).getfield(self, PROXY_FIELD, PROXY);
  }

  private void implement(CodeBuilder code, Method method, int index) {
    if (JdbcProxy.needsNothing(method)) {
      callTarget(code, method);
    } else if (CallKind.of(method) == CallKind.MOVE) {
      loadProxy(code)
          .invokevirtual(PROXY, "fetches", MethodTypeDesc.of(CD_boolean))
          .ifThenElse(
              fetching -> callProxy(fetching, method, index), local -> callTarget(local, method));
    } else {
      callProxy(code, method, index);
    }
  }

  private void callTarget(CodeBuilder code, Method method) {
    MethodTypeDesc signature = desc(method);
    loadTarget(code);
    for (int i = 0; i < signature.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(signature.parameterType(i)), code.parameterSlot(i));
    }
    code.invokeinterface(type, method.getName(), signature)
        .return_(TypeKind.from(signature.returnType()));
  }

  private void callProxy(CodeBuilder code, Method method, int index) {
    MethodTypeDesc signature = desc(method);
    loadProxy(code)
        .aload(0)
        .loadConstant(DynamicConstantDesc.ofNamed(BSM_CLASS_DATA_AT, DEFAULT_NAME, METHOD, index));
    loadArguments(code, signature);
    code.invokevirtual(PROXY, "invoke", INVOKE);
    returnResult(code, signature.returnType());
  }

  private static void loadArguments(CodeBuilder code, MethodTypeDesc signature) {
    if (signature.parameterCount() == 0) {
      code.aconst_null();
      return;
    }
    code.loadConstant(signature.parameterCount()).anewarray(CD_Object);
    for (int i = 0; i < signature.parameterCount(); i++) {
      ClassDesc parameter = signature.parameterType(i);
      code.dup().loadConstant(i).loadLocal(TypeKind.from(parameter), code.parameterSlot(i));
      if (parameter.isPrimitive()) {
        ClassDesc box = box(parameter);
        code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, parameter));
      }
      code.aastore();
    }
  }

  private static void returnResult(CodeBuilder code, ClassDesc result) {
    if (result.equals(CD_void)) {
      code.pop().return_();
    } else if (result.isPrimitive()) {
      ClassDesc box = box(result);
      code.checkcast(box)
          .invokevirtual(box, result.displayName() + "Value", MethodTypeDesc.of(result))
          .return_(TypeKind.from(result));
    } else {
      code.checkcast(result).areturn();
    }
  }

  private static ClassDesc box(ClassDesc primitive) {
    try {
      Class<?> type = primitive.resolveConstantDesc(MethodHandles.lookup());
      return desc(MethodType.methodType(type).wrap().returnType());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a primitive type that is not known", e);
    }
  }
}
