package io.unveil.unpacker.zip;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.ZipVector;
import io.unveil.fixtures.ZipVector.Gets;
import io.unveil.fixtures.ZipVectors;
import io.unveil.unpacker.ApkBytes;
import io.unveil.unpacker.ApkUnpacker;
import io.unveil.unpacker.LimitHit;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.MalformedApkException;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.Unread;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.anomaly.Sightings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every vector of the ZIP format gives what Android's sources say. */
class ZipVectorsTest {
  private static final LimitHit LIMIT = new LimitHit("max-entry-bytes", 1 << 20, "");

  static List<ZipVector> vectors() {
    return ZipVectors.all();
  }

  /** {@return what each part of Android gets for the entry that the vector is about} */
  static Map<View, Gets> views(ZipVector vector) throws MalformedApkException {
    Limits limits = Limits.DEFAULT;
    Sightings sightings = new Sightings(limits.maxAnomalies());
    ZipArchive archive =
        ZipArchive.read(ApkBytes.of(vector.archive()), limits, sightings, new Unread());
    Map<View, Gets> views = new EnumMap<>(View.class);
    try (EntryInflater inflater = new EntryInflater(limits.maxInflatedBytes())) {
      for (View view : View.values()) {
        views.put(view, gets(vector, archive, view, inflater));
      }
    }
    return views;
  }

  private static Gets gets(
      ZipVector vector, ZipArchive archive, View view, EntryInflater inflater) {
    ZipEntry entry = archive.find(vector.target());
    if (entry == null) {
      return Gets.ABSENT;
    }
    try {
      return vector.gets(archive.asAndroid(entry, view, inflater, LIMIT));
    } catch (MalformedApkException e) {
      return Gets.REFUSED;
    }
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("vectors")
  void everyView_getsWhatItsPartOfAndroidGets(ZipVector vector) throws MalformedApkException {
    assertThat(views(vector)).isEqualTo(vector.views());
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("vectors")
  void deviations_areExactlyThese(ZipVector vector) throws MalformedApkException {
    UnpackedApk app = unpack(vector);

    assertThat(app.anomalies().stream().map(Sighting::kind).distinct().toList())
        .containsExactlyInAnyOrderElementsOf(vector.anomalies());
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("vectors")
  void installable_onTheseApiLevels(ZipVector vector) throws MalformedApkException {
    UnpackedApk app = unpack(vector);

    assertThat(apis().filter(api -> ArchiveAlone.installsAt(app, api)).boxed().toList())
        .as(app.installable().refusals().toString())
        .isEqualTo(apis().filter(vector::installsAt).boxed().toList());
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("vectors")
  void codeThatAndroidDoesNotSee_isFound(ZipVector vector) throws MalformedApkException {
    UnpackedApk app = unpack(vector);

    assertThat(app.dexEntries())
        .filteredOn(d -> d.loadedBy() == LoadedBy.NOTHING)
        .hasSize(vector.hidden());
    assertThat(app.manifest()).isNotNull();
  }

  @Test
  void names_areUnique() {
    assertThat(vectors()).extracting(ZipVector::name).doesNotHaveDuplicates();
    assertThat(vectors()).hasSizeGreaterThanOrEqualTo(60);
  }

  private static IntStream apis() {
    return IntStream.rangeClosed(Refusal.OLDEST_API, Refusal.NEWEST_API);
  }

  private static UnpackedApk unpack(ZipVector vector) throws MalformedApkException {
    return ApkUnpacker.unpack(ApkBytes.of(vector.archive()), Limits.DEFAULT);
  }
}
