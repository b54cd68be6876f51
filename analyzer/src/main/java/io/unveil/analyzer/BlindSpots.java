package io.unveil.analyzer;

import io.unveil.analyzer.facts.BlindSpot;
import io.unveil.analyzer.graph.ClassHierarchy;
import io.unveil.analyzer.graph.Libraries;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.dex.BadCodeException;
import io.unveil.unpacker.dex.CodeIndex;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
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
          "Ldalvik/system/DexFile;");

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
  private final ClassHierarchy hierarchy;
  private final Libraries libraries;
  private final String packageName;
  private final List<BlindSpot> spots = new ArrayList<>();

  private BlindSpots(
      DexCode code, ClassHierarchy hierarchy, Libraries libraries, String packageName) {
    this.code = code;
    this.hierarchy = hierarchy;
    this.libraries = libraries;
    this.packageName = packageName;
  }

  static List<BlindSpot> of(
      UnpackedApk app, DexCode code, ClassHierarchy hierarchy, Libraries libraries) {
    String packageName = app.manifest() == null ? "" : app.manifest().packageName();
    BlindSpots found = new BlindSpots(code, hierarchy, libraries, packageName);
    found.archive(app);
    found.calls(
        "dynamic-code",
        "loads code at run time",
        true,
        found::isLoader,
        Set.of("<init>", "loadDex"));
    found.calls(
        "native-code",
        "loads a native library",
        false,
        BlindSpots::isLoadLibrary,
        Set.of("loadLibrary", "load"));
    found.calls(
        "reflection",
        "calls methods by reflection",
        false,
        BlindSpots::isReflection,
        Set.of("invoke"));
    return found.spots;
  }

  private void archive(UnpackedApk app) {
    for (UnpackedApk.DexEntry dex : app.dexEntries()) {
      if (!dex.loadedByArt()) {
        spots.add(
            new BlindSpot("hidden-dex", dex.name() + " is not loaded by Android itself", true));
      }
    }
    for (UnpackedApk.Payload payload : app.payloads()) {
      if (!payload.kind().equals("elf")) {
        spots.add(
            new BlindSpot(
                "hidden-dex",
                payload.entry() + " holds a " + payload.kind() + " that was not analysed",
                true));
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

  private boolean isLoader(MethodId id) {
    return LOADERS.contains(id.owner());
  }

  private static boolean isLoadLibrary(MethodId id) {
    return id.owner().equals("Ljava/lang/System;") || id.owner().equals("Ljava/lang/Runtime;");
  }

  private static boolean isReflection(MethodId id) {
    return id.owner().equals("Ljava/lang/reflect/Method;");
  }

  /**
   * One blind spot per kind: an example in the app's own code and how many there are, library code
   * told apart.
   */
  private void calls(
      String kind,
      String what,
      boolean hidesCode,
      java.util.function.Predicate<MethodId> wanted,
      Set<String> names) {
    int own = 0;
    int inLibraries = 0;
    String example = "";
    for (DexFile file : code.files()) {
      BitSet ids = new BitSet();
      for (int id : file.methodIdsNamed(names)) {
        if (readable(file, id, wanted)) {
          ids.set(id);
        }
      }
      if (ids.isEmpty()) {
        continue;
      }
      CodeIndex.Uses calls = code.index().calls();
      for (int k : calls.of(file, ids)) {
        DexMethod caller = code.method(calls.owner(k));
        if (libraries.of(caller.owner().descriptor(), packageName) != null) {
          inLibraries++;
        } else {
          own++;
          example = example.isEmpty() ? caller.id().toString() : example;
        }
      }
    }
    if (own > 0) {
      spots.add(
          new BlindSpot(kind, what + " in " + own + " places, such as " + example, hidesCode));
    }
    if (inLibraries > 0) {
      spots.add(
          new BlindSpot(kind, what + " in " + inLibraries + " places of bundled libraries", false));
    }
  }

  private boolean readable(DexFile file, int id, java.util.function.Predicate<MethodId> wanted) {
    try {
      MethodId method = file.methodId(id);
      return wanted.test(method)
          || (method.name().equals("<init>")
              && LOADERS.contains(String.valueOf(hierarchy.superclass(method.owner())))
              && wanted.test(new MethodId("Ldalvik/system/DexClassLoader;", "<init>", "()V")));
    } catch (BadCodeException e) {
      return false;
    }
  }
}
