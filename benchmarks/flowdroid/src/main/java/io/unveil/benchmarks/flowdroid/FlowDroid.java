package io.unveil.benchmarks.flowdroid;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import soot.jimple.Stmt;
import soot.jimple.infoflow.android.InfoflowAndroidConfiguration;
import soot.jimple.infoflow.android.SetupApplication;
import soot.jimple.infoflow.methodSummary.data.provider.LazySummaryProvider;
import soot.jimple.infoflow.methodSummary.taintWrappers.SummaryTaintWrapper;
import soot.jimple.infoflow.results.DataFlowResult;
import soot.jimple.infoflow.results.InfoflowResults;
import soot.jimple.infoflow.solver.cfg.IInfoflowCFG;

/**
 * FlowDroid with the settings that its command line has when no option is given: the method
 * summaries that come with it, automatic call graph (SPARK), callbacks, access paths of length 5,
 * path-agnostic results, no implicit flows, no links between components. One setting differs: all
 * DEX files of an app are read, not only the first.
 *
 * <p>The benchmarks load this in a class loader of its own; only types of the JDK cross over.
 */
public final class FlowDroid implements Function<String, List<String>> {
  private final File platform;
  private final File sourcesAndSinks;
  private final long timeoutSeconds;

  /**
   * @param platform an {@code android.jar}, or the folder of an SDK that holds one for each version
   * @param sourcesAndSinks FlowDroid's list
   * @param timeoutSeconds after which the search for data flows gives up
   */
  public FlowDroid(String platform, String sourcesAndSinks, Long timeoutSeconds) {
    this.platform = new File(platform);
    this.sourcesAndSinks = new File(sourcesAndSinks);
    this.timeoutSeconds = timeoutSeconds;
  }

  /**
   * {@return the flows of one APK: source call, its method, sink call, its method, as Soot writes
   * them, with tabs between}
   *
   * @throws IllegalStateException when FlowDroid fails or gives up
   */
  @Override
  public List<String> apply(String apk) {
    try {
      Set<String> lines = new TreeSet<>();
      InfoflowResults results = run(new File(apk), lines);
      if (results == null) { // Nothing to start from.
        return List.of();
      }
      if (results.wasAbortedTimeout() || results.wasTerminatedOutOfMemory()) {
        throw new IllegalStateException("gave up after " + lines.size() + " flows");
      }
      if (results.getExceptions() != null && !results.getExceptions().isEmpty()) {
        throw new IllegalStateException(String.join("; ", results.getExceptions()));
      }
      return List.copyOf(lines);
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private @Nullable InfoflowResults run(File apk, Set<String> lines)
      throws IOException, URISyntaxException {
    InfoflowAndroidConfiguration configuration = new InfoflowAndroidConfiguration();
    configuration.getAnalysisFileConfig().setTargetAPKFile(apk);
    configuration.getAnalysisFileConfig().setAndroidPlatformDir(platform);
    configuration.getAnalysisFileConfig().setSourceSinkFile(sourcesAndSinks);
    configuration.setDataFlowTimeout(timeoutSeconds);
    configuration.setMergeDexFiles(true);
    SetupApplication application = new SetupApplication(configuration);
    application.setTaintWrapper(
        new SummaryTaintWrapper(new LazySummaryProvider("summariesManual")));
    application.addResultsAvailableHandler((graph, results) -> {
      if (results.getResultSet() != null) {
        results.getResultSet().forEach(result -> lines.add(line(graph, result)));
      }
    });
    return application.runInfoflow();
  }

  private static String line(IInfoflowCFG graph, DataFlowResult result) {
    Stmt source = result.getSource().getStmt();
    Stmt sink = result.getSink().getStmt();
    return String.join("\t", call(source), method(graph, source), call(sink), method(graph, sink));
  }

  /** A source that is no call is a parameter: the method itself stands for it. */
  private static String call(Stmt statement) {
    return statement.containsInvokeExpr()
        ? statement.getInvokeExpr().getMethodRef().getSignature()
        : "";
  }

  private static String method(IInfoflowCFG graph, Stmt statement) {
    return graph.getMethodOf(statement).getSignature();
  }
}
