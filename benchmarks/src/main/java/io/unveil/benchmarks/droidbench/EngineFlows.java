package io.unveil.benchmarks.droidbench;

import io.unveil.analyzer.AppFlows;
import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.facts.FlowFact;
import io.unveil.analyzer.facts.Step;
import io.unveil.analyzer.flow.Budget;
import io.unveil.analyzer.flow.SharedDevice;
import io.unveil.analyzer.model.BadDataException;
import io.unveil.analyzer.model.ModelLoader;
import io.unveil.analyzer.model.Models;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What our engine reports for a list of sources and sinks, in this process. */
public final class EngineFlows {
  private final Models models;

  /**
   * @param models sources and sinks, and what moves data
   */
  public EngineFlows(Models models) {
    this.models = models;
  }

  /** {@return the models of {@code file} in place of ours, over what we know of how data moves} */
  public static Models models(Path file) throws IOException {
    try {
      return ModelLoader.custom(file.toString(), Files.readAllBytes(file));
    } catch (BadDataException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * {@return the flows of all files}
   *
   * @param threads files at a time
   */
  Set<Pair> of(List<Path> apks, int threads) throws IOException {
    Set<Pair> pairs = new TreeSet<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<List<Pair>>> results = new ArrayList<>();
      apks.forEach(apk -> results.add(workers.submit(() -> of(apk))));
      for (Future<List<Pair>> result : results) {
        pairs.addAll(result.get());
      }
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return pairs;
  }

  /** {@return the flows of files that are apps of one device, those within one app too} */
  List<Pair> together(List<Path> apks) throws IOException {
    List<ApkBytes> open = new ArrayList<>();
    try {
      List<AppFlows.Installed> installed = new ArrayList<>();
      for (Path apk : apks) {
        ApkBytes bytes = ApkBytes.map(apk, Limits.DEFAULT);
        open.add(bytes);
        UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
        DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
        RuntimeResources resources = RuntimeResources.of(bytes, app, Limits.DEFAULT);
        installed.add(new AppFlows.Installed(Pair.fileOf(apk), app, code, resources));
      }
      List<Pair> pairs = new ArrayList<>();
      AppFlows.together(installed, models, Budget.DEFAULT)
          .forEach((file, flows) ->
              flows.flows().forEach(flow -> pairs.add(pair(sourceFile(file, flow), flow))));
      return pairs;
    } catch (MalformedApkException e) {
      throw new IOException(apks + ": " + e.getMessage(), e);
    } finally {
      for (ApkBytes bytes : open) {
        bytes.close();
      }
    }
  }

  private static String sourceFile(String sinkFile, FlowFact flow) {
    int end = flow.source().dex().indexOf(SharedDevice.WITHIN);
    return end < 0 ? sinkFile : flow.source().dex().substring(0, end);
  }

  /** {@return the flows of one file, each as often as it is reported} */
  public List<Pair> of(Path apk) throws IOException {
    String file = Pair.fileOf(apk);
    try (ApkBytes bytes = ApkBytes.map(apk, Limits.DEFAULT)) {
      UnpackedApk app = ApkUnpacker.unpack(bytes, Limits.DEFAULT);
      DexCode code = DexCode.open(bytes, app.dexEntries(), Limits.DEFAULT);
      AppFlows flows =
          AppFlows.of(
              app, code, RuntimeResources.of(bytes, app, Limits.DEFAULT), models, Budget.DEFAULT);
      return flows.flows().stream().map(flow -> pair(file, flow)).toList();
    } catch (MalformedApkException e) {
      throw new IOException(apk + ": " + e.getMessage(), e);
    }
  }

  /** As the instructions name the calls: the table knows nothing of what reflection calls. */
  private static Pair pair(String file, FlowFact flow) {
    return new Pair(
        file,
        written(flow, flow.source(), flow.sourceCall()),
        flow.source().method(),
        written(flow, flow.sink(), flow.sinkCall()),
        flow.sink().method());
  }

  private static String written(FlowFact flow, CodeSite site, String call) {
    return flow.steps().stream()
        .filter(s -> s.action().equals("reflection") && s.site().equals(site))
        .map(Step::detail)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(call);
  }
}
