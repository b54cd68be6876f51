package io.unveil.analyzer.flow;

import io.unveil.analyzer.facts.CodeSite;
import io.unveil.analyzer.facts.Step;
import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who makes the code of each DEX file run. */
public final class Loading {
  /** Separates the name of a container from that of a file in it. */
  private static final String WITHIN = "!";

  private final Map<String, LoadedBy> byName = new HashMap<>();

  private Loading() {}

  /**
   * {@return who loads the files of these entries} Of entries with one name the one that runs most
   * easily counts: a copy that nothing loads must not make the code of the other look harmless.
   */
  public static Loading of(List<DexEntry> entries) {
    Loading loading = new Loading();
    for (DexEntry entry : entries) {
      loading.byName.merge(entry.name(), entry.loadedBy(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }
    return loading;
  }

  /**
   * {@return who loads a file}
   *
   * @param dex its name; for a file of a container that of the entry, {@code !} and more
   */
  public LoadedBy of(String dex) {
    LoadedBy known = byName.get(dex);
    for (int end = dex.lastIndexOf(WITHIN);
        known == null && end > 0;
        end = dex.lastIndexOf(WITHIN, end - 1)) {
      known = byName.get(dex.substring(0, end));
    }
    return known == null ? LoadedBy.ART : known;
  }

  /** {@return who must load code for {@code steps} to happen: the least likely of their files} */
  LoadedBy ofAll(List<Step> steps) {
    LoadedBy least = LoadedBy.ART;
    for (Step step : steps) {
      CodeSite site = step.site();
      LoadedBy its = of(site.dex());
      least = its.compareTo(least) > 0 ? its : least;
    }
    return least;
  }
}
