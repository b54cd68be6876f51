package io.unveil.analyzer;

import io.unveil.analyzer.facts.BlindSpot;
import io.unveil.analyzer.flow.Loading;
import io.unveil.analyzer.graph.FrameworkTable;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.CodeIndex;
import io.unveil.unpacker.dex.DexClass;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Manifest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What reading code cannot see: code that comes from elsewhere, other machines' code, packers. */
final class BlindSpots {
  private static final Set<String> LOADERS =
      Set.of(
          "Ldalvik/system/DexClassLoader;",
          "Ldalvik/system/InMemoryDexClassLoader;",
          "Ldalvik/system/PathClassLoader;",
          "Ldalvik/system/BaseDexClassLoader;",
          "Ldalvik/system/DelegateLastClassLoader;",
          "Ldalvik/system/DexFile;");

  private static final Set<String> CIPHER = Set.of("Ljavax/crypto/Cipher;");

  private static final Map<String, String> FOREIGN_RUNTIMES =
      Map.of(
          "libflutter.so", "Flutter",
          "libhermes.so", "React Native (Hermes)",
          "libreactnativejni.so", "React Native",
          "libmonodroid.so", "Xamarin",
          "libil2cpp.so", "Unity");

  private static final Map<String, String> PACKERS =
      Map.of(
          "libjiagu.so", "Qihoo 360 Jiagu",
          "libDexHelper.so", "SecNeo",
          "libsecexe.so", "Bangcle",
          "libshella-2.9.0.2.so", "Tencent Legu",
          "libtup.so", "Tencent Legu",
          "libchaosvmp.so", "NAGA",
          "libexec.so", "iJiami",
          "libprotectClass.so", "Qihoo 360");

  private final DexCode code;
  private final Libraries libraries;
  private final String packageName;
  private final Loading loading;
  private final List<BlindSpot> spots = new ArrayList<>();

  private BlindSpots(DexCode code, Libraries libraries, String packageName, Loading loading) {
    this.loading = loading;
    this.code = code;
    this.libraries = libraries;
    this.packageName = packageName;
  }

  static List<BlindSpot> of(UnpackedApk app, DexCode code, Libraries libraries) {
    String packageName = app.manifest() == null ? "" : app.manifest().packageName();
    BlindSpots found = new BlindSpots(code, libraries, packageName, Loading.of(app.dexEntries()));
    found.archive(app);
    if (app.manifest() != null) {
      found.components(app.manifest());
    }
    Places loading = found.places(found.loaders(), Set.of("<init>", "loadDex"));
    Places deciphering = found.places(CIPHER, Set.of("doFinal", "update"));
    found.payloads(app, loading.own > 0 || deciphering.own > 0);
    found.calls("dynamic-code", "loads code at run time", true, loading);
    found.calls(
        "native-code",
        "loads a native library",
        false,
        found.places(
            Set.of("Ljava/lang/System;", "Ljava/lang/Runtime;"), Set.of("loadLibrary", "load")));
    found.calls(
        "reflection",
        "calls methods by reflection",
        false,
        found.places(Set.of("Ljava/lang/reflect/Method;"), Set.of("invoke")));
    return found.spots;
  }

  /**
   * Classes that the manifest names and no DEX file defines: they come from elsewhere, as in a
   * packed app, or nowhere, as what a build left behind.
   */
  private void components(Manifest manifest) {
    if (manifest.split() != null || !manifest.application().hasCode()) {
      return;
    }
    List<String> missing = new ArrayList<>();
    int declared = 0;
    for (Component component : manifest.application().components()) {
      if (component.kind() != Component.Kind.ACTIVITY_ALIAS) {
        declared++;
        if (!isDefined(component.name())) {
          missing.add(component.name());
        }
      }
    }
    if (!missing.isEmpty()) {
      boolean most = 2 * missing.size() >= declared;
      spots.add(
          new BlindSpot(
              "missing-code",
              missing.size()
                  + " of "
                  + declared
                  + " declared components have no code in the archive, such as "
                  + missing.getFirst(),
              most));
    }
  }

  private boolean isDefined(String className) {
    String descriptor = "L" + className.replace('.', '/') + ";";
    return code.find(descriptor) != null || FrameworkTable.get().isFramework(descriptor);
  }

  private void archive(UnpackedApk app) {
    for (UnpackedApk.DexEntry dex : app.dexEntries()) {
      if (!dex.loadedByArt()) {
        boolean read = code.files().stream().anyMatch(file -> file.name().equals(dex.name()));
        String who =
            dex.loadedBy() == UnpackedApk.LoadedBy.CODE
                ? " is not loaded by Android itself"
                : " is loaded by nothing";
        spots.add(
            new BlindSpot(
                "hidden-dex", dex.name() + who + (read ? "; analysed" : "; not read"), !read));
      }
    }
    for (String library : app.nativeLibraries()) {
      String name = library.substring(library.lastIndexOf('/') + 1);
      String runtime = FOREIGN_RUNTIMES.get(name);
      if (runtime != null) {
        spots.add(new BlindSpot("cross-platform", runtime + " code behind " + library, true));
      }
      String packer = PACKERS.get(name);
      if (packer != null) {
        spots.add(new BlindSpot("packer", packer + ", by " + library, true));
      }
    }
  }

  /**
   * Code that was found and not analysed, and data that may be code. Such data alone is ordinary;
   * beside a call that loads code or deciphers, it may be what is loaded.
   */
  private void payloads(UnpackedApk app, boolean opens) {
    for (UnpackedApk.Payload payload : app.payloads()) {
      String why = payload.detail().isEmpty() ? "" : " (" + payload.detail() + ")";
      switch (payload.kind()) {
        case DEX, ZIP, APK -> {
          if (!payload.analysed()) {
            String kind = payload.kind().name().toLowerCase(Locale.ROOT);
            String what = " holds a " + kind + " that was not analysed" + why;
            spots.add(new BlindSpot("hidden-dex", payload.entry() + what, true));
          }
        }
        case OPAQUE -> {
          String what = " is encrypted or packed in an unknown way" + why;
          spots.add(new BlindSpot("opaque-data", payload.entry() + what, opens));
        }
        case ELF -> {
          // Native code is told by the calls that load it.
        }
      }
    }
  }

  /** Android's class loaders, and the app's own classes directly below one. */
  private Set<String> loaders() {
    Set<String> all = new HashSet<>(LOADERS);
    if (code.files().stream().allMatch(file -> file.typeIds(LOADERS).length == 0)) {
      return all;
    }
    for (DexFile file : code.files()) {
      for (DexClass type : file.classes()) {
        try {
          if (LOADERS.contains(String.valueOf(type.superclass()))) {
            all.add(type.descriptor());
          }
        } catch (BadCodeException e) {
          // A class without a readable name or superclass; the code index counts it.
        }
      }
    }
    return all;
  }

  /**
   * One blind spot per kind: an example in the app's own code and how many there are, library code
   * and code that Android does not load told apart.
   */
  private void calls(String kind, String what, boolean hidesCode, Places places) {
    if (places.own > 0) {
      String detail = what + " in " + places.own + " places, such as " + places.example;
      spots.add(new BlindSpot(kind, detail, hidesCode));
    }
    if (places.inLibraries > 0) {
      String detail = what + " in " + places.inLibraries + " places of bundled libraries";
      spots.add(new BlindSpot(kind, detail, false));
    }
    if (places.unloaded > 0) {
      String detail =
          what + " in " + places.unloaded + " places of code that Android does not load";
      spots.add(new BlindSpot(kind, detail, false));
    }
  }

  private static final class Places {
    private int own;
    private int inLibraries;
    private int unloaded;
    private String example = "";
  }

  private Places places(Set<String> owners, Set<String> names) {
    Places places = new Places();
    for (DexFile file : code.files()) {
      BitSet ids = new BitSet();
      for (int id : file.methodIdsOwnedBy(owners)) {
        if (isNamed(file, id, names)) {
          ids.set(id);
        }
      }
      if (ids.isEmpty()) {
        continue;
      }
      boolean loaded = loading.of(file.name()) == UnpackedApk.LoadedBy.ART;
      CodeIndex.Uses calls = code.index().calls();
      for (int k : calls.of(file, ids)) {
        DexMethod caller = code.method(calls.owner(k));
        if (!loaded) {
          places.unloaded++;
        } else if (libraries.of(caller.owner().descriptor(), packageName) != null) {
          places.inLibraries++;
        } else {
          places.own++;
          places.example = places.example.isEmpty() ? caller.id().toString() : places.example;
        }
      }
    }
    return places;
  }

  private static boolean isNamed(DexFile file, int id, Set<String> names) {
    try {
      return names.contains(file.methodId(id).name());
    } catch (BadCodeException e) {
      return false;
    }
  }
}
