package io.unveil.analyzer.flow;

import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexFile;
import io.unveil.unpacker.dex.DexMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Apps that are installed on one device: intents that leave one may reach the others. Each app is
 * analysed on its own, again and again until no app sends anything new.
 */
public final class SharedDevice {
  /** Between the name of an app and that of one of its DEX files, in facts about another app. */
  public static final String WITHIN = "!/";

  private final Map<DexFile, String> apps = new HashMap<>();
  private final Map<String, List<SentIntent>> sent = new LinkedHashMap<>();
  private long version;

  /** Makes a device without apps. */
  public SharedDevice() {}

  /**
   * Adds one app.
   *
   * @param name the app's name here, unlike all others
   */
  public void add(String name, DexCode code) {
    code.files().forEach(file -> apps.put(file, name));
    sent.put(name, List.of());
  }

  /** {@return a number that rises with every intent that was not known before} */
  public long version() {
    return version;
  }

  /** {@return what other apps send} */
  List<SentIntent> to(String name) {
    List<SentIntent> others = new ArrayList<>();
    sent.forEach((from, intents) -> {
      if (!from.equals(name)) {
        others.addAll(intents);
      }
    });
    return others;
  }

  void sentBy(String name, List<SentIntent> intents) {
    if (!intents.equals(sent.put(name, List.copyOf(intents)))) {
      version++;
    }
  }

  /** {@return the name of the app that the method belongs to, or null when it is none of these} */
  @Nullable String appOf(DexMethod method) {
    return apps.get(method.file());
  }

  /**
   * One app's view of the device.
   *
   * @param name the app's name
   */
  record View(SharedDevice device, String name) {
    /** {@return the DEX file's name as facts of this app give it} */
    String dexName(DexMethod method) {
      String app = device.appOf(method);
      String dex = method.file().name();
      return app == null || app.equals(name) ? dex : app + WITHIN + dex;
    }
  }
}
