package io.unveil.deploy.pipeline;

import io.unveil.deploy.cli.SamplesOpener;
import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.deploy.client.Snapshot;
import io.unveil.deploy.config.LogFormat;
import io.unveil.deploy.config.LogLevel;
import io.unveil.deploy.config.Settings;
import io.unveil.deploy.log.LogSetup;
import io.unveil.indexer.CommittedReports;
import io.unveil.indexer.IndexSnapshot;
import io.unveil.indexer.IndexUnavailableException;
import io.unveil.indexer.ReportIndex;
import io.unveil.ingest.store.LocalApkStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The index of a data folder on which no server runs. */
public final class IndexOpener implements SamplesOpener {
  private final PrintStream log;

  /** Logs to {@code log}. */
  public IndexOpener(PrintStream log) {
    this.log = log;
  }

  @Override
  public Samples open(Path data) throws IOException, ServerTroubleException {
    LogSetup.install(new Settings.Log(LogFormat.TEXT, LogLevel.WARN), log);
    try {
      CommittedReports reports = CommittedReports.open(Pipeline.indexFolder(data));
      Path store = data.resolve("store");
      Samples indexed = new IndexSamples(reports, reports);
      return Files.isDirectory(store)
          ? new StoredSamples(indexed, LocalApkStore.open(store, 0))
          : indexed;
    } catch (IndexUnavailableException e) {
      throw new ServerTroubleException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Snapshot restore(Path data, Path snapshot) throws IOException, ServerTroubleException {
    LogSetup.install(new Settings.Log(LogFormat.TEXT, LogLevel.WARN), log);
    try {
      return snapshot(ReportIndex.restore(Pipeline.indexFolder(data), snapshot));
    } catch (IndexUnavailableException e) {
      throw new ServerTroubleException(String.valueOf(e.getMessage()));
    }
  }

  /** {@return the same for those who do not know the index} */
  static Snapshot snapshot(IndexSnapshot made) {
    return new Snapshot(made.folder().toString(), made.samples(), made.bytes());
  }
}
