package dev.weft.lessons.exercise;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles what somebody wrote, and loads it, until it is closed.
final class Workshop implements AutoCloseable {
  private final Path classes;
  private final URLClassLoader loader;

  Workshop() {
    try {
      classes = Files.createTempDirectory("weft-exercise");
      loader =
          new URLClassLoader(new URL[] {classes.toUri().toURL()}, Workshop.class.getClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Compiles a class; what is returned makes objects of it.
  <T> Supplier<T> make(String name, String source, Class<T> type) throws NotYetException {
    compile(name, source);
    try {
      MethodHandle constructor =
          MethodHandles.publicLookup()
              .findConstructor(
                  loader.loadClass(name).asSubclass(type), MethodType.methodType(void.class));
      return () -> type.cast(made(constructor));
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      throw new NotYetException(
          "class %s must be public, implement %s and have a public constructor without parameters: %s"
              .formatted(name, type.getSimpleName(), e),
          e);
    }
  }

  private static Object made(MethodHandle constructor) {
    try {
      return constructor.invoke();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  private void compile(String name, String source) throws NotYetException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    List<String> options =
        List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    if (!compiler
        .getTask(messages, null, null, options, null, List.of(file(name, source)))
        .call()) {
      throw new NotYetException("it does not compile:\n" + messages.toString().strip());
    }
  }

  private static JavaFileObject file(String name, String source) {
    String file = name + ".java";
    return new SimpleJavaFileObject(URI.create("exercise:///" + file), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }

      @Override
      public String getName() {
        return file;
      }
    };
  }

  @Override
  public void close() {
    try (loader;
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
