package io.unveil.deploy.pipeline;

import io.unveil.deploy.cli.StartException;
import io.unveil.deploy.config.Settings;
import io.unveil.ingest.intake.Intake;
import io.unveil.ingest.s3.S3Objects;
import io.unveil.ingest.store.ApkStore;
import io.unveil.ingest.store.LocalApkStore;
import io.unveil.ingest.store.S3ApkStore;
import io.unveil.ingest.stream.StreamLoop;
import io.unveil.ingest.stream.Submitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The store of the samples, in a folder or a bucket, and the places where samples appear. */
final class Stores {
  private Stores() {}

  /** Opens the store that the settings name; a bucket need not be reached yet. */
  static ApkStore open(Settings.Store settings, Path data, Shutdown shutdown)
      throws StartException {
    Settings.S3Place bucket = settings.bucket();
    Path given = settings.path();
    Path folder = given != null ? given : data.resolve(bucket == null ? "store" : "store-cache");
    try {
      return bucket == null
          ? LocalApkStore.open(folder, settings.reserveBytes())
          : shutdown.add(
              S3ApkStore.open(
                  objects(bucket), folder, settings.cacheBytes(), settings.reserveBytes()));
    } catch (IOException e) {
      throw StartException.data(folder, e);
    }
  }

  /** {@return what takes samples from the places that the settings name, not started} */
  static List<StreamLoop> intakes(
      Settings settings, Path data, Submitter submitter, Shutdown shutdown) throws StartException {
    Settings.Intake intake = settings.intake();
    long maxBytes = settings.http().maxUploadBytes();
    List<StreamLoop> intakes = new ArrayList<>();
    Path folder = intake.folder();
    if (folder != null) {
      intakes.add(
          shutdown.add(Intake.ofFolder(folder, data, submitter, intake.interval(), maxBytes)));
    }
    Settings.S3Place prefix = intake.prefix();
    if (prefix != null) {
      intakes.add(
          shutdown.add(Intake.ofS3(objects(prefix), data, submitter, intake.interval(), maxBytes)));
    }
    return intakes;
  }

  private static S3Objects objects(Settings.S3Place place) throws StartException {
    try {
      return S3Objects.open(place.service(), place.location());
    } catch (IllegalArgumentException e) {
      throw StartException.badConfiguration(e.getMessage() + "; see s3.region and s3.endpoint");
    }
  }
}
