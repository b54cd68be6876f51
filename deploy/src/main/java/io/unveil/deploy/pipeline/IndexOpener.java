package io.unveil.deploy.pipeline;

import io.unveil.deploy.cli.SamplesOpener;
import io.unveil.deploy.client.Samples;
import io.unveil.indexer.IndexSettings;
import io.unveil.indexer.ReportIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens the index of a data folder on which no server runs. */
public final class IndexOpener implements SamplesOpener {
  @Override
  public Samples open(Path data) throws IOException {
    Path folder = Pipeline.indexFolder(data);
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    ReportIndex index = ReportIndex.open(folder, IndexSettings.DEFAULT);
    return new IndexSamples(index, index);
  }
}
