package io.unveil.deploy.pipeline;

import io.unveil.deploy.client.FacetCounts;
import io.unveil.deploy.client.RefusedException;
import io.unveil.deploy.client.SampleView;
import io.unveil.deploy.client.Samples;
import io.unveil.deploy.client.SearchPage;
import io.unveil.deploy.client.ServerTroubleException;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.ApkStore.StoredApk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows, and of samples that it does not know yet, what the store does: they were
 * accepted and wait for their turn.
 */
final class StoredSamples implements Samples {
  /** The state of a sample that is stored and of which no stage has told anything. */
  private static final String ACCEPTED = "accepted";

  private final Samples indexed;
  private final ApkStore store;

  StoredSamples(Samples indexed, ApkStore store) {
    this.indexed = indexed;
    this.store = store;
  }

  @Override
  public SearchPage search(String query, @Nullable String sort, int limit, @Nullable String after)
      throws RefusedException, ServerTroubleException, InterruptedException {
    return indexed.search(query, sort, limit, after);
  }

  @Override
  public FacetCounts facets(String query, String field, int top)
      throws RefusedException, ServerTroubleException, InterruptedException {
    return indexed.facets(query, field, top);
  }

  @Override
  public Optional<SampleView> sample(String sha256)
      throws ServerTroubleException, InterruptedException {
    Optional<SampleView> known = indexed.sample(sha256);
    if (known.isPresent()) {
      return known;
    }
    try {
      return store.find(sha256).map(StoredSamples::accepted);
    } catch (IOException e) {
      throw new ServerTroubleException("the store does not answer: " + e.getMessage());
    }
  }

  private static SampleView accepted(StoredApk apk) {
    return new SampleView(
        apk.sha256(),
        ACCEPTED,
        null,
        null,
        apk.sizeInBytes(),
        apk.firstStored(),
        null,
        List.of(),
        List.of(),
        null);
  }

  @Override
  public void close() {
    indexed.close();
  }
}
