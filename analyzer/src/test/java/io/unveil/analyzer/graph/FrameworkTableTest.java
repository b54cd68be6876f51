package io.unveil.analyzer.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.unveil.unpacker.dex.MethodId;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameworkTableTest {
  private final FrameworkTable table = FrameworkTable.get();

  @Test
  void load_printsItsCost() throws Exception {
    long start = System.nanoTime();
    FrameworkTable fresh = FrameworkTable.load();
    System.out.printf(
        "framework table: %d classes, %d methods, loaded in %.1f ms in a warm JVM%n",
        fresh.classCount(), fresh.methodCount(), (System.nanoTime() - start) / 1e6);
    assertThat(fresh.classCount()).isGreaterThan(15_000);
    assertThat(fresh.methodCount()).isGreaterThan(100_000);
  }

  @ParameterizedTest
  @CsvSource({
    "Landroid/app/Activity;, Landroid/view/ContextThemeWrapper;",
    "Landroid/app/Service;, Landroid/content/ContextWrapper;",
    "Landroid/content/ContextWrapper;, Landroid/content/Context;",
    "Landroid/os/Bundle;, Landroid/os/BaseBundle;",
    "Ljava/net/HttpURLConnection;, Ljava/net/URLConnection;",
    "Ljavax/net/ssl/HttpsURLConnection;, Ljava/net/HttpURLConnection;",
    "Ljava/lang/StringBuilder;, Ljava/lang/AbstractStringBuilder;",
    "Landroid/view/accessibility/AccessibilityEvent;,"
        + " Landroid/view/accessibility/AccessibilityRecord;",
    "Lorg/apache/http/client/methods/HttpPost;,"
        + " Lorg/apache/http/client/methods/HttpEntityEnclosingRequestBase;",
    "Lorg/json/JSONObject;, Ljava/lang/Object;",
    "Ldalvik/system/DexClassLoader;, Ldalvik/system/BaseDexClassLoader;",
    "Ljava/lang/Object;, ",
    "Lcom/example/Spy;, ",
  })
  void superclass_isThatOfThePlatform(String descriptor, String above) {
    assertThat(table.superclass(descriptor)).isEqualTo(above);
  }

  @ParameterizedTest
  @CsvSource({
    "Landroid/view/accessibility/AccessibilityRecord;, getSource,"
        + " ()Landroid/view/accessibility/AccessibilityNodeInfo;, true",
    "Landroid/content/Context;, getPackageManager, ()Landroid/content/pm/PackageManager;, true",
    "Landroid/content/ContextWrapper;, getPackageManager, ()Landroid/content/pm/PackageManager;,"
        + " true",
    "Landroid/app/Service;, getPackageManager, ()Landroid/content/pm/PackageManager;, false",
    "Landroid/view/ViewManager;, addView,"
        + " '(Landroid/view/View;Landroid/view/ViewGroup$LayoutParams;)V', true",
    "Landroid/view/WindowManager;, addView,"
        + " '(Landroid/view/View;Landroid/view/ViewGroup$LayoutParams;)V', false",
    "Ljava/net/URLConnection;, getOutputStream, ()Ljava/io/OutputStream;, true",
    "Ljava/net/HttpURLConnection;, getOutputStream, ()Ljava/io/OutputStream;, false",
    "Landroid/os/BaseBundle;, get, (Ljava/lang/String;)Ljava/lang/Object;, true",
    "Landroid/os/Bundle;, get, (Ljava/lang/String;)Ljava/lang/Object;, false",
    "Landroid/content/Intent;, <init>, (Ljava/lang/String;)V, true",
    "Landroid/content/BroadcastReceiver;, onReceive,"
        + " '(Landroid/content/Context;Landroid/content/Intent;)V', true",
    "Landroid/location/LocationListener;, onLocationChanged, (Landroid/location/Location;)V, true",
    "Landroid/telephony/SmsManager;, sendTextMessage,"
        + " '(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V',"
        + " true",
    "Ljava/lang/Runnable;, run, ()V, true",
    "Ljava/lang/Runnable;, run, (I)V, false",
    "Ljava/lang/Runnable;, run, (Lno/such/Type;)V, false",
    "Ljava/lang/Runnable;, run, not a descriptor, false",
    "Ljava/lang/Runnable;, run, (L, false",
    "Ljava/lang/Runnable;, run, ([)V, false",
    "Lno/such/Type;, run, ()V, false",
  })
  void declares_onlyWhatTheClassItselfHas(
      String owner, String name, String descriptor, boolean expected) {
    assertThat(table.declares(owner, name, descriptor)).isEqualTo(expected);
  }

  @Test
  void interfaces_areThoseNamedByTheClass() {
    assertThat(table.interfaces("Landroid/app/Activity;"))
        .contains("Landroid/content/ComponentCallbacks2;");
    assertThat(table.interfaces("Ljava/util/ArrayList;"))
        .contains("Ljava/util/List;", "Ljava/util/RandomAccess;");
    assertThat(table.interfaces("Ljava/lang/Object;")).isEmpty();
    assertThat(table.interfaces("Lcom/example/Spy;")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "L",
    "''",
    "I",
    "[Landroid/app/Activity;",
    "Landroid/app/Activity",
    "Landroid/app/Activit\u0131;",
    "~"
  })
  void isFramework_whatIsNoClass_isFalse(String descriptor) {
    assertThat(table.isFramework(descriptor)).isFalse();
  }

  @Test
  void methods_areAllDeclaredByTheirClass() {
    for (String owner :
        List.of("Landroid/content/Context;", "Ljava/util/List;", "Landroid/widget/TextView;")) {
      List<MethodId> methods = table.methods(owner);
      assertThat(methods).hasSizeGreaterThan(20);
      assertThat(methods).allMatch(m -> table.declares(m.owner(), m.name(), m.descriptor()));
    }
  }

  @Test
  void stubsOfApi16_areAllKnown() throws IOException {
    List<String> unknownClasses = new ArrayList<>();
    Set<String> unknownMethods = new HashSet<>();
    int[] methods = new int[1];
    try (ZipFile stubs = new ZipFile(stubJar().toFile())) {
      for (ZipEntry entry : stubs.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        try (InputStream in = stubs.getInputStream(entry)) {
          ClassModel model = ClassFile.of().parse(in.readAllBytes());
          String descriptor = "L" + model.thisClass().asInternalName() + ";";
          if (model.flags().has(AccessFlag.PUBLIC) && !table.isFramework(descriptor)) {
            unknownClasses.add(descriptor);
          }
          model.methods().stream()
              .filter(m -> m.flags().has(AccessFlag.PUBLIC) && !m.flags().has(AccessFlag.SYNTHETIC))
              .map(m ->
                  new MethodId(
                      descriptor, m.methodName().stringValue(), m.methodType().stringValue()))
              .filter(m -> model.flags().has(AccessFlag.PUBLIC))
              .peek(m -> methods[0]++)
              .filter(m -> !declaredAtOrAbove(m))
              .forEach(m -> unknownMethods.add(m.toString()));
        }
      }
    }
    assertThat(unknownClasses).containsExactly("Lcom/android/internal/util/Predicate;");
    assertThat(methods[0]).isGreaterThan(14_000);
    assertThat(unknownMethods)
        .containsExactly("Lcom/android/internal/util/Predicate;->apply(Ljava/lang/Object;)Z");
  }

  private boolean declaredAtOrAbove(MethodId method) {
    List<String> toAsk = new ArrayList<>(List.of(method.owner()));
    for (int i = 0; i < toAsk.size(); i++) {
      String type = toAsk.get(i);
      if (table.declares(type, method.name(), method.descriptor())) {
        return true;
      }
      String above = table.superclass(type);
      if (above != null) {
        toAsk.add(above);
      }
      toAsk.addAll(table.interfaces(type));
    }
    return false;
  }

  private static Path stubJar() {
    URL activity = FrameworkTableTest.class.getResource("/android/app/Activity.class");
    assertThat(activity).isNotNull();
    String file = activity.getPath();
    return Path.of(file.substring("file:".length(), file.indexOf('!')));
  }
}
