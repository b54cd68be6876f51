package io.unveil.analyzer.flow;

import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.FrameworkTable;
import io.unveil.unpacker.RuntimeResources;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.manifest.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * One app as the data-flow engine reads it.
 *
 * @param code its DEX files
 * @param hierarchy the classes of {@code code} and of the platform
 * @param manifest the manifest, or null when it cannot be read; then only classes that code makes
 *     are entered
 * @param loading who loads each DEX file; code that Android does not load is entered at every
 *     method that an outside caller may call
 * @param resources asked only by code that is followed
 */
public record AppInput(
    DexCode code,
    ClassHierarchy hierarchy,
    @Nullable Manifest manifest,
    Loading loading,
    RuntimeResources resources) {
  /** {@return an app of which {@code app} was unpacked and {@code code} opened} */
  public static AppInput of(UnpackedApk app, DexCode code, RuntimeResources resources) {
    return new AppInput(
        code,
        new ClassHierarchy(code, FrameworkTable.get()),
        app.manifest(),
        Loading.of(app.dexEntries()),
        resources);
  }

  /** {@return the application id, empty when the manifest cannot be read} */
  String packageName() {
    return manifest == null ? "" : manifest.packageName();
  }
}
