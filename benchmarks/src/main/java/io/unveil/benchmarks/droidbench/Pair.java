package io.unveil.benchmarks.droidbench;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * One flow as the benchmark counts it: two calls, each with the method it stands in. Methods are
 * {@code Lowner;->name(args)result}.
 *
 * @param file the app, below the benchmark's folder {@code apk}; of other apps the path
 * @param sourceCall what yields the data
 * @param sourceMethod where that is called
 * @param sinkCall what sends the data off
 * @param sinkMethod where that is called
 */
public record Pair(
    String file, String sourceCall, String sourceMethod, String sinkCall, String sinkMethod)
    implements Comparable<Pair> {
  private static final Comparator<Pair> ORDER =
      Comparator.comparing(Pair::file).thenComparing(Pair::text);
  private static final String REFLECTIVE_CALL = "Ljava/lang/reflect/Method;->invoke(";
  private static final List<String> PLATFORM =
      List.of("Landroid/", "Ljava/", "Ljavax/", "Lorg/apache/http/", "Lorg/json/");

  /** {@return how pairs name the app at {@code apk}} */
  public static String fileOf(Path apk) {
    return Truth.file(apk.toAbsolutePath().toString());
  }

  /** {@return the two calls in one line, without the file} */
  public String text() {
    return sourceCall + " in " + sourceMethod + " -> " + sinkCall + " in " + sinkMethod;
  }

  /**
   * {@return whether {@code reported} is what this row of the table means}
   *
   * <p>Both methods must be the same. A call may be named by the class that declares it or by the
   * app's class that inherits it. Where the table names {@code Method.invoke} a report may name the
   * method that is invoked so.
   */
  public boolean isMetBy(Pair reported) {
    return file.equals(reported.file)
        && isEnd(sourceCall, sourceMethod, reported.sourceCall, reported.sourceMethod)
        && isEnd(sinkCall, sinkMethod, reported.sinkCall, reported.sinkMethod);
  }

  private static boolean isEnd(
      String call, String method, String reportedCall, String reportedMethod) {
    return method.equals(reportedMethod) && isCallOf(call, reportedCall);
  }

  private static boolean isCallOf(String expected, String reported) {
    if (expected.equals(reported) || expected.startsWith(REFLECTIVE_CALL)) {
      return true;
    }
    return (!isPlatform(expected) || !isPlatform(reported))
        && member(expected).equals(member(reported));
  }

  private static boolean isPlatform(String method) {
    return PLATFORM.stream().anyMatch(method::startsWith);
  }

  private static String member(String method) {
    return method.substring(method.indexOf("->"));
  }

  @Override
  public int compareTo(Pair other) {
    return ORDER.compare(this, other);
  }
}
