package io.unveil.benchmarks.peer;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Loads FlowDroid in this JVM beside our engine: it needs other versions of the same libraries, so
 * it gets a class loader that sees the JDK and nothing of ours.
 */
final class FlowDroidLoader {
  private static final String CLASS = "io.unveil.benchmarks.flowdroid.FlowDroid";

  private FlowDroidLoader() {}

  /**
   * {@return FlowDroid: path of an APK to its flows, each source call, method, sink call, method in
   * Soot's notation with tabs between; fails with {@link IllegalStateException}}
   *
   * @param target build folder of the module {@code benchmarks/flowdroid}
   * @param platform an {@code android.jar}
   * @param list FlowDroid's list of sources and sinks
   * @param timeoutSeconds for the data-flow part
   * @throws IOException when the module is not built
   */
  @SuppressWarnings("unchecked") // The class says so; the cast cannot see it through reflection.
  static Function<String, List<String>> load(
      Path target, Path platform, Path list, long timeoutSeconds) throws IOException {
    Path jar = target.resolve("unveil-flowdroid.jar");
    Path classPath = target.resolve("flowdroid.classpath");
    if (!Files.isReadable(jar) || !Files.isReadable(classPath)) {
      throw new IOException(
          "FlowDroid is not built; run: mvn -q -Dquick -Dflowdroid -DskipTests -pl"
              + " benchmarks,benchmarks/flowdroid -am package");
    }
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
    URLClassLoader loader =
        new URLClassLoader("flowdroid", urls(jar, classPath), ClassLoader.getPlatformClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    try {
      return (Function<String, List<String>>)
          loader
              .loadClass(CLASS)
              .getConstructor(String.class, String.class, Long.class)
              .newInstance(platform.toString(), list.toString(), timeoutSeconds);
    } catch (ReflectiveOperationException e) {
      throw new IOException("FlowDroid cannot be loaded: " + e, e);
    }
  }

  private static URL[] urls(Path jar, Path classPath) throws IOException {
    List<URL> urls = new ArrayList<>(List.of(url(jar)));
    for (String path : Files.readString(classPath).strip().split(File.pathSeparator)) {
      urls.add(url(Path.of(path)));
    }
    return urls.toArray(URL[]::new);
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }
}
