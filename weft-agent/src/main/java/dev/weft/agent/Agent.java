package dev.weft.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/// Where the JVM comes in. The only class here that the application's loader loads: it hands over
/// to the same jar in the bootstrap loader.
public final class Agent {
  private Agent() {}

  /// Called by the JVM before `main`.
  ///
  /// @param options none are known
  /// @param jvm what an agent may do
  /// @throws Exception if the agent cannot be installed; the JVM does not start then
  public static void premain(@Nullable String options, Instrumentation jvm) throws Exception {
    jvm.appendToBootstrapClassLoaderSearch(new JarFile(jar().toFile()));
    try {
      Class.forName("dev.weft.agent.Installation", true, null)
          .getMethod("install", Instrumentation.class)
          .invoke(null, jvm);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /// The jar of this class, which may be on the class path as a folder, too.
  private static Path jar() throws IOException {
    List<URL> places =
        Collections.list(
            ClassLoader.getSystemClassLoader().getResources("dev/weft/agent/Agent.class"));
    for (URL place : places) {
      if (place.openConnection() instanceof JarURLConnection inJar) {
        return Path.of(URI.create(inJar.getJarFileURL().toString()));
      }
    }
    throw new IOException("the agent is not in a jar, but in " + places);
  }
}
