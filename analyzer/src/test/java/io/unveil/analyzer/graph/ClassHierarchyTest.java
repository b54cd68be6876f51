package io.unveil.analyzer.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.fixtures.DexCompiler;
import io.unveil.fixtures.DexVectors;
import io.unveil.unpacker.Limits;
import io.unveil.unpacker.dex.DexCode;
import io.unveil.unpacker.dex.DexMethod;
import io.unveil.unpacker.dex.FieldId;
import io.unveil.unpacker.dex.MethodId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassHierarchyTest {
  private static final String APP =
      """
      package app;
      import android.app.*; import android.content.*; import android.os.*; import java.util.*;
      public class Sources {
        public static class MyService extends Service {
          public IBinder onBind(Intent i) { return null; }
          public void helper() {}
        }
        public static class Deeper extends MyService {
          @Override public void helper() {}
          @Override public int onStartCommand(Intent i, int f, int id) { return 1; }
        }
        interface Job { default void run2() { System.out.println("default"); } void go(); static void st() {} }
        interface Special extends Job { default void run2() { System.out.println("special"); } }
        public static abstract class Base { public int mark = 3; public abstract void go(); public void run3() {} private void hidden() { System.out.println(mark); } void call() { hidden(); } }
        public static class Both extends Base implements Job, Special { public void go() {} }
        public static class Plain extends Base implements Job { public void go() {} public void run3() {} }
        public static class Names extends ArrayList<String> { @Override public boolean add(String s) { return super.add(s); } }
        public static class Worker implements Runnable { public void run() {} }
        public static class Inherits extends Plain implements Runnable { public void run() {} }
      }
      """;

  private static final ClassHierarchy HIERARCHY =
      hierarchy(Map.of("classes.dex", DexCompiler.dex(APP)));

  private static ClassHierarchy hierarchy(Map<String, byte[]> dexes) {
    return new ClassHierarchy(DexCode.of(dexes, Limits.DEFAULT), FrameworkTable.get());
  }

  private static String type(String simpleName) {
    return "Lapp/Sources$" + simpleName + ";";
  }

  private static DexMethod method(
      ClassHierarchy hierarchy, String owner, String name, String descriptor) {
    return Objects.requireNonNull(hierarchy.resolve(owner, name, descriptor));
  }

  @Test
  void supertypes_comeSuperclassesFirst() {
    assertThat(HIERARCHY.supertypes(type("Deeper")))
        .startsWith(
            type("MyService"),
            "Landroid/app/Service;",
            "Landroid/content/ContextWrapper;",
            "Landroid/content/Context;",
            "Ljava/lang/Object;")
        .contains("Landroid/content/ComponentCallbacks;");
    assertThat(HIERARCHY.supertypes(type("Both")))
        .containsExactly(type("Base"), "Ljava/lang/Object;", type("Job"), type("Special"));
    assertThat(HIERARCHY.supertypes("Ljava/lang/Object;")).isEmpty();
    assertThat(HIERARCHY.supertypes("I")).isEmpty();
    assertThat(HIERARCHY.supertypes("Lno/such/Type;")).containsExactly("Ljava/lang/Object;");
    assertThat(HIERARCHY.cutOff()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Lapp/Sources$Deeper;, Landroid/content/Context;, true",
    "Lapp/Sources$Deeper;, Lapp/Sources$Deeper;, true",
    "Lapp/Sources$Deeper;, Ljava/lang/Object;, true",
    "Lapp/Sources$Names;, Ljava/util/Collection;, true",
    "Lapp/Sources$MyService;, Lapp/Sources$Deeper;, false",
    "Lapp/Sources$Deeper;, Landroid/app/Activity;, false",
    "[Lapp/Sources$Deeper;, [Landroid/app/Service;, true",
    "[Lapp/Sources$Deeper;, [Ljava/lang/Runnable;, false",
    "[I, Ljava/lang/Object;, true",
    "[I, Ljava/lang/Cloneable;, true",
    "[I, [J, false",
    "[[I, [Ljava/lang/Object;, true",
    "I, Ljava/lang/Object;, false",
    "I, I, true",
  })
  void isSubtype_followsAppPlatformAndArrays(String sub, String sup, boolean expected) {
    assertThat(HIERARCHY.isSubtype(sub, sup)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "Lapp/Sources$Deeper;, getPackageManager, ()Landroid/content/pm/PackageManager;,"
        + " Landroid/content/ContextWrapper; Landroid/content/Context;",
    "Lapp/Sources$MyService;, getContentResolver, ()Landroid/content/ContentResolver;,"
        + " Landroid/content/ContextWrapper; Landroid/content/Context;",
    "Landroid/view/accessibility/AccessibilityEvent;, getSource,"
        + " ()Landroid/view/accessibility/AccessibilityNodeInfo;,"
        + " Landroid/view/accessibility/AccessibilityEvent;"
        + " Landroid/view/accessibility/AccessibilityRecord;",
    "Landroid/view/WindowManager;, addView,"
        + " '(Landroid/view/View;Landroid/view/ViewGroup$LayoutParams;)V',"
        + " Landroid/view/WindowManager; Landroid/view/ViewManager;",
    "Ljava/net/HttpURLConnection;, getOutputStream, ()Ljava/io/OutputStream;,"
        + " Ljava/net/HttpURLConnection; Ljava/net/URLConnection;",
    "Ljavax/net/ssl/HttpsURLConnection;, getOutputStream, ()Ljava/io/OutputStream;,"
        + " Ljavax/net/ssl/HttpsURLConnection; Ljava/net/URLConnection;",
    "Landroid/os/Bundle;, get, (Ljava/lang/String;)Ljava/lang/Object;, Landroid/os/Bundle;"
        + " Landroid/os/BaseBundle;",
    "Lapp/Sources$Worker;, run, ()V, Ljava/lang/Runnable;",
    "Lapp/Sources$Worker;, ownOnly, ()V, Lapp/Sources$Worker;",
    "Lapp/Sources$MyService;, <init>, ()V, Lapp/Sources$MyService;",
    "Lokhttp3/OkHttpClient;, newCall, (Lokhttp3/Request;)Lokhttp3/Call;, Lokhttp3/OkHttpClient;",
  })
  void declarations_areOwnerAndAllDeclaringLevels(
      String owner, String name, String descriptor, String expected) {
    assertThat(HIERARCHY.declarations(owner, name, descriptor))
        .containsExactlyElementsOf(
            List.of(expected.split(" ")).stream()
                .map(o -> new MethodId(o, name, descriptor))
                .toList());
  }

  @Test
  void frameworkDeclaration_isTheNearestThatDeclares() {
    String manager = "()Landroid/content/pm/PackageManager;";
    assertThat(HIERARCHY.frameworkDeclaration(type("Deeper"), "getPackageManager", manager))
        .isEqualTo(new MethodId("Landroid/content/ContextWrapper;", "getPackageManager", manager));
    assertThat(HIERARCHY.frameworkDeclaration(type("Deeper"), "helper", "()V")).isNull();
    assertThat(HIERARCHY.frameworkDeclaration("Lokhttp3/Call;", "execute", "()V"))
        .isEqualTo(new MethodId("Lokhttp3/Call;", "execute", "()V"));
  }

  @Test
  void resolve_findsTheNearestClassThenDefaultThenAbstract() {
    assertThat(method(HIERARCHY, type("Deeper"), "helper", "()V").owner().descriptor())
        .isEqualTo(type("Deeper"));
    assertThat(
            method(
                HIERARCHY,
                type("Deeper"),
                "onBind",
                "(Landroid/content/Intent;)Landroid/os/IBinder;"))
        .hasToString(type("MyService") + "->onBind(Landroid/content/Intent;)Landroid/os/IBinder;");
    assertThat(method(HIERARCHY, type("Special"), "go", "()V").owner().descriptor())
        .isEqualTo(type("Job"));
    assertThat(HIERARCHY.resolve(type("Deeper"), "onCreate", "()V")).isNull();
    assertThat(HIERARCHY.resolve(type("Deeper"), "noSuch", "()V")).isNull();
    assertThat(HIERARCHY.resolve("Landroid/app/Service;", "onCreate", "()V")).isNull();
  }

  @Test
  void dispatch_choosesTheMostSpecificDefault() {
    String defaults = DexCompiler26.ownerOfDispatch("Both");
    assertThat(defaults).isEqualTo(type("Special"));
    assertThat(DexCompiler26.ownerOfDispatch("Plain")).isEqualTo(type("Job"));
  }

  /** The same sources for API 26, where D8 leaves default methods in their interfaces. */
  private static final class DexCompiler26 {
    static final ClassHierarchy MODERN =
        hierarchy(DexCompiler.compile(List.of(List.of(APP)), new DexCompiler.Options(26, false)));

    static String ownerOfDispatch(String simpleName) {
      return Objects.requireNonNull(MODERN.dispatch(type(simpleName), "run2", "()V"))
          .owner()
          .descriptor();
    }
  }

  @Test
  void dispatch_abstractOrPlatformMethod_isNull() {
    assertThat(HIERARCHY.dispatch(type("Base"), "go", "()V")).isNull();
    assertThat(HIERARCHY.dispatch(type("Names"), "clear", "()V")).isNull();
    assertThat(HIERARCHY.dispatch(type("Names"), "add", "(Ljava/lang/Object;)Z")).isNotNull();
    assertThat(HIERARCHY.dispatch(type("Inherits"), "run3", "()V"))
        .hasToString(type("Plain") + "->run3()V");
  }

  @Test
  void field_isNamedAfterItsDeclaringClass() {
    assertThat(HIERARCHY.field(new FieldId(type("Inherits"), "mark", "I")))
        .isEqualTo(new FieldId(type("Base"), "mark", "I"));
    FieldId other = new FieldId(type("Inherits"), "mark", "J");
    assertThat(HIERARCHY.field(other)).isEqualTo(other);
  }

  @Test
  void overridesFramework_onlyForPlatformMethods() {
    assertThat(
            overrides(
                HIERARCHY,
                type("MyService"),
                "onBind",
                "(Landroid/content/Intent;)Landroid/os/IBinder;"))
        .isTrue();
    assertThat(
            overrides(HIERARCHY, type("Deeper"), "onStartCommand", "(Landroid/content/Intent;II)I"))
        .isTrue();
    assertThat(overrides(HIERARCHY, type("Worker"), "run", "()V")).isTrue();
    assertThat(overrides(HIERARCHY, type("Deeper"), "helper", "()V")).isFalse();
    assertThat(overrides(HIERARCHY, type("Plain"), "go", "()V")).isFalse();
    assertThat(overrides(HIERARCHY, type("Worker"), "<init>", "()V")).isFalse();
  }

  private static boolean overrides(
      ClassHierarchy hierarchy, String owner, String name, String descriptor) {
    return hierarchy.overridesFramework(method(hierarchy, owner, name, descriptor));
  }

  @Test
  void missingLibrary_mayBeOverriddenByEveryVirtualMethod() {
    Map<String, byte[]> both =
        DexCompiler.compile(
            List.of(
                List.of(
                    "package app; public class Uses extends lib.Task { public void work() {}"
                        + " private void own() { work(); } void use() { own(); } static void st()"
                        + " {} }"),
                List.of("package lib; public class Task { public void work() {} }")),
            new DexCompiler.Options(23, true));
    ClassHierarchy hierarchy =
        hierarchy(Map.of("classes.dex", Objects.requireNonNull(both.get("classes.dex"))));
    assertThat(hierarchy.isMissing("Llib/Task;")).isTrue();
    assertThat(hierarchy.isMissing("Lapp/Uses;")).isFalse();
    assertThat(overrides(hierarchy, "Lapp/Uses;", "work", "()V")).isTrue();
    assertThat(overrides(hierarchy, "Lapp/Uses;", "own", "()V")).isFalse();
    assertThat(overrides(hierarchy, "Lapp/Uses;", "st", "()V")).isFalse();
    assertThat(hierarchy.declarations("Lapp/Uses;", "enqueue", "()V"))
        .containsExactly(new MethodId("Llib/Task;", "enqueue", "()V"));
    assertThat(hierarchy(both).frameworkDeclaration("Lapp/Uses;", "work", "()V")).isNull();
  }

  @Test
  void subclasses_areFoundThroughPlatformClasses() {
    assertThat(HIERARCHY.subclasses("Ljava/util/Collection;")).containsExactly(type("Names"));
    assertThat(HIERARCHY.subclasses("Landroid/content/Context;"))
        .containsExactly(type("MyService"), type("Deeper"));
    assertThat(HIERARCHY.subclasses(type("Base")))
        .containsExactlyInAnyOrder(type("Both"), type("Plain"), type("Inherits"));
    assertThat(HIERARCHY.subclasses("Lno/such/Type;")).isEmpty();
  }

  @Test
  void overriders_areTheMethodsThatMayRun() {
    assertThat(HIERARCHY.overriders("Ljava/lang/Runnable;", "run", "()V", 9))
        .extracting(DexMethod::toString)
        .containsExactlyInAnyOrder(type("Worker") + "->run()V", type("Inherits") + "->run()V");
    assertThat(HIERARCHY.overriders("Ljava/lang/Runnable;", "run", "()V", 1)).hasSize(1);
    assertThat(HIERARCHY.overriders(type("Base"), "run3", "()V", 9))
        .extracting(DexMethod::toString)
        .containsExactlyInAnyOrder(type("Base") + "->run3()V", type("Plain") + "->run3()V");
  }

  @Test
  void circle_endsAndIsRecorded() {
    byte[] a =
        first(
            "package c; public class A extends B { public void one() {} }",
            "package c; public class B {}");
    byte[] b =
        first(
            "package c; public class B extends A { public void two() {} }",
            "package c; public class A {}");
    Map<String, byte[]> dexes = new LinkedHashMap<>();
    dexes.put("classes.dex", a);
    dexes.put("classes2.dex", b);
    ClassHierarchy hierarchy = hierarchy(dexes);
    assertThat(hierarchy.supertypes("Lc/A;")).containsExactly("Lc/B;", "Ljava/lang/Object;");
    assertThat(hierarchy.isSubtype("Lc/A;", "Landroid/app/Activity;")).isFalse();
    assertThat(hierarchy.resolve("Lc/A;", "none", "()V")).isNull();
    assertThat(method(hierarchy, "Lc/A;", "two", "()V").owner().descriptor()).isEqualTo("Lc/B;");
    assertThat(hierarchy.subclasses("Lc/A;")).containsExactly("Lc/B;");
    assertThat(hierarchy.cutOff()).contains("Lc/A;");
    assertThat(hierarchy.overridesFramework(method(hierarchy, "Lc/A;", "one", "()V"))).isTrue();
  }

  private static byte[] first(String kept, String dropped) {
    Map<String, byte[]> dexes =
        DexCompiler.compile(List.of(List.of(kept), List.of(dropped)), DexCompiler.Options.DEFAULT);
    return Objects.requireNonNull(dexes.get("classes.dex"));
  }

  @Test
  void deepHierarchy_isCutOffAtTheBound() {
    int depth = ClassHierarchy.MAX_DEPTH + 60;
    List<String> sources =
        new ArrayList<>(List.of("package d; public class C0 { public void top() {} }"));
    for (int i = 1; i <= depth; i++) {
      sources.add("package d; public class C%d extends C%d {}".formatted(i, i - 1));
    }
    ClassHierarchy hierarchy =
        hierarchy(Map.of("classes.dex", DexCompiler.dex(sources.toArray(String[]::new))));
    String lowest = "Ld/C" + depth + ";";
    assertThat(hierarchy.supertypes(lowest)).hasSize(ClassHierarchy.MAX_DEPTH + 1);
    assertThat(hierarchy.cutOff()).containsExactly(lowest);
    assertThat(hierarchy.resolve(lowest, "top", "()V")).isNull();
    assertThat(hierarchy.resolve("Ld/C200;", "top", "()V")).isNotNull();
    assertThat(hierarchy.subclasses("Ld/C0;")).hasSize(depth);
  }

  @Test
  void shadowedPlatformClass_keepsItsPlaceAndItsCode() {
    ClassHierarchy hierarchy =
        hierarchy(
            Map.of(
                "classes.dex",
                DexCompiler.dex(
                    "package org.json; public class JSONTokener implements Runnable { public void"
                        + " run() {} public void spy() {} }")));
    String shadowed = "Lorg/json/JSONTokener;";
    assertThat(hierarchy.isAppClass(shadowed)).isTrue();
    assertThat(hierarchy.supertypes(shadowed)).contains("Ljava/lang/Runnable;");
    assertThat(hierarchy.resolve(shadowed, "spy", "()V")).isNotNull();
    assertThat(hierarchy.declarations(shadowed, "spy", "()V").getFirst().owner())
        .isEqualTo(shadowed);
  }

  /** Every type is asked, so a walk that is not bounded takes ten thousand squared steps. */
  @Test
  void tenThousandClassesDeep_eachEndsAtTheBoundAndIsNamed() {
    ClassHierarchy hierarchy =
        hierarchy(Map.of("classes.dex", DexVectors.hierarchy(10_000, i -> i - 1)));
    assertThat(hierarchy.supertypes(numbered(0))).containsExactly("Ljava/lang/Object;");
    assertThat(hierarchy.supertypes(numbered(3)))
        .containsExactly(numbered(2), numbered(1), numbered(0), "Ljava/lang/Object;");
    for (int i = 0; i < 10_000; i++) {
      assertThat(hierarchy.supertypes(numbered(i)))
          .as("class %d", i)
          .hasSizeLessThanOrEqualTo(ClassHierarchy.MAX_SUPERTYPES);
      assertThat(hierarchy.resolve(numbered(i), "run", "()V")).isNull();
    }
    assertThat(hierarchy.cutOff())
        .doesNotContain(numbered(ClassHierarchy.MAX_DEPTH - 1))
        .contains(numbered(ClassHierarchy.MAX_DEPTH), numbered(9_999))
        .hasSize(10_000 - ClassHierarchy.MAX_DEPTH);
  }

  @Test
  void circleOfTenThousandClasses_eachEndsAndIsNamed() {
    ClassHierarchy hierarchy =
        hierarchy(Map.of("classes.dex", DexVectors.hierarchy(10_000, i -> (i + 1) % 10_000)));
    for (int i = 0; i < 10_000; i++) {
      assertThat(hierarchy.supertypes(numbered(i)))
          .as("class %d", i)
          .startsWith(numbered((i + 1) % 10_000))
          .doesNotContain(numbered(i))
          .hasSizeLessThanOrEqualTo(ClassHierarchy.MAX_SUPERTYPES);
    }
    assertThat(hierarchy.cutOff()).hasSize(10_000);
  }

  @Test
  void circleOfThreeClasses_hasTheOthersAndObjectAbove() {
    ClassHierarchy hierarchy =
        hierarchy(Map.of("classes.dex", DexVectors.hierarchy(3, i -> (i + 1) % 3)));
    assertThat(hierarchy.supertypes(numbered(1)))
        .containsExactly(numbered(2), numbered(0), "Ljava/lang/Object;");
  }

  private static String numbered(int number) {
    return String.format(Locale.ROOT, "La%05d;", number);
  }
}
