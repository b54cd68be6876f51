package io.unveil.analyzer.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.analyzer.graph.FrameworkTable;
import io.unveil.fixtures.StubMethods;
import io.unveil.unpacker.dex.MethodId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every method, field and type that the bundled models name exists. */
class BundledModelsTest {
  /**
   * Libraries that are not on Maven Central and have no stubs: nothing here checks that what the
   * models name exists there.
   */
  private static final List<String> LIBRARIES_WITHOUT_STUBS =
      List.of(
          "Landroid/support/v4/",
          "Landroidx/activity/",
          "Landroidx/core/app/",
          "Landroidx/fragment/",
          "Landroidx/datastore/",
          "Landroidx/loader/",
          "Landroidx/localbroadcastmanager/",
          "Landroidx/preference/",
          "Landroidx/room/",
          "Landroidx/security/crypto/",
          "Landroidx/work/CoroutineWorker;",
          "Lcom/google/android/gms/location/FusedLocationProviderApi;",
          "Lcom/google/android/gms/location/LocationListener;",
          "Lcom/google/firebase/messaging/",
          "Landroidx/sqlite/");

  /** Methods of libraries whose stubs hold only what sample apps call. */
  private static final Set<String> MISSING_IN_STUBS =
      Set.of(
          "Landroidx/core/content/ContextCompat;->registerReceiver",
          "Landroidx/core/content/ContextCompat;->startActivities",
          "Landroidx/core/content/ContextCompat;->startActivity",
          "Landroidx/work/Data$Builder;->putBoolean",
          "Landroidx/work/Data$Builder;->putByteArray",
          "Landroidx/work/Data$Builder;->putDouble",
          "Landroidx/work/Data$Builder;->putFloat",
          "Landroidx/work/Data$Builder;->putInt",
          "Landroidx/work/Data$Builder;->putLong",
          "Landroidx/work/Data$Builder;->putStringArray",
          "Landroidx/work/Data;->getBoolean",
          "Landroidx/work/Data;->getByteArray",
          "Landroidx/work/Data;->getDouble",
          "Landroidx/work/Data;->getFloat",
          "Landroidx/work/Data;->getInt",
          "Landroidx/work/Data;->getLong",
          "Landroidx/work/Data;->getStringArray",
          "Landroidx/work/ListenableWorker;->startWork",
          "Landroidx/work/OneTimeWorkRequest$Builder;->addTag",
          "Landroidx/work/OneTimeWorkRequest$Builder;->setBackoffCriteria",
          "Landroidx/work/OneTimeWorkRequest$Builder;->setConstraints",
          "Landroidx/work/OneTimeWorkRequest$Builder;->setInitialDelay",
          "Landroidx/work/PeriodicWorkRequest$Builder;->addTag",
          "Landroidx/work/PeriodicWorkRequest$Builder;->setBackoffCriteria",
          "Landroidx/work/PeriodicWorkRequest$Builder;->setConstraints",
          "Landroidx/work/PeriodicWorkRequest$Builder;->setInitialDelay",
          "Landroidx/work/WorkManager;->beginWith",
          "Landroidx/work/WorkManager;->enqueueUniqueWork",
          "Landroidx/work/WorkRequest$Builder;->addTag",
          "Landroidx/work/WorkRequest$Builder;->setBackoffCriteria",
          "Landroidx/work/WorkRequest$Builder;->setConstraints",
          "Landroidx/work/WorkRequest$Builder;->setInitialDelay",
          "Lcom/google/android/gms/location/FusedLocationProviderClient;->getCurrentLocation",
          "Lcom/google/android/gms/tasks/Task;->addOnFailureListener");

  private final FrameworkTable framework = FrameworkTable.get();
  private final Map<String, Set<String>> stubs = StubMethods.byType();
  private final Models models = ModelLoader.bundled();
  private final Map<String, Set<String>> libraries = libraries();

  /** Methods by type, as {@link LibraryMethodsGenerator} read them of the published libraries. */
  private static Map<String, Set<String>> libraries() {
    Map<String, Set<String>> methods = new HashMap<>();
    try (InputStream in =
        Objects.requireNonNull(
            BundledModelsTest.class.getResourceAsStream("library-methods.txt"))) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> {
            List<String> words = List.of(line.split(" "));
            methods.put(words.getFirst(), Set.copyOf(words.subList(1, words.size())));
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return methods;
  }

  @Test
  void everyModelledMethod_exists() {
    List<String> named = new ArrayList<>();
    models.methods().forEach(m -> named.add(m.method()));
    models.overrides().forEach(m -> named.add(m.method()));
    Set<String> missing = new TreeSet<>();
    for (String method : named) {
      if (!exists(method)) {
        missing.add(method);
      }
    }

    assertThat(named).hasSizeGreaterThan(800);
    assertThat(missing).isEqualTo(new TreeSet<>(MISSING_IN_STUBS));
  }

  private boolean exists(String method) {
    String owner = owner(method);
    String name = method.substring(method.indexOf("->") + 2);
    if (framework.isFramework(owner)) {
      return inFramework(owner, name);
    }
    Set<String> known = libraries.getOrDefault(owner, stubs.get(owner));
    return known == null ? hasNoStubs(owner) : known.contains(name);
  }

  private boolean inFramework(String owner, String name) {
    Deque<String> open = new ArrayDeque<>(List.of(owner));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String type = open.poll();
      if (!seen.add(type)) {
        continue;
      }
      for (MethodId id : framework.methods(type)) {
        if (name.equals(id.name()) || name.equals(id.name() + id.descriptor())) {
          return true;
        }
      }
      if (name.startsWith("<init>")) {
        return false;
      }
      String above = framework.superclass(type);
      if (above != null) {
        open.add(above);
      }
      open.addAll(framework.interfaces(type));
    }
    return false;
  }

  @Test
  void everyNamedType_exists() {
    List<String> types = new ArrayList<>(models.opaqueTypes());
    types.addAll(models.createdByAndroid());
    models.fieldConstants().keySet().forEach(f -> types.add(owner(f)));

    assertThat(types)
        .allMatch(t ->
            framework.isFramework(t)
                || stubs.containsKey(t)
                || libraries.containsKey(t)
                || hasNoStubs(t));
  }

  private static boolean hasNoStubs(String owner) {
    return LIBRARIES_WITHOUT_STUBS.stream().anyMatch(owner::startsWith);
  }

  private static String owner(String member) {
    return member.substring(0, member.indexOf("->"));
  }
}
