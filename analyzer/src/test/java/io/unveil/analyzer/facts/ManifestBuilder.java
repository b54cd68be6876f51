package io.unveil.analyzer.facts;

import io.unveil.unpacker.manifest.ApiBoolean;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Component.IntentFilter;
import io.unveil.unpacker.manifest.Component.Kind;
import io.unveil.unpacker.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds manifests by hand. Package {@code com.example.app}; class names are given without it. */
public final class ManifestBuilder {
  public static final String PACKAGE = "com.example.app";
  public static final String MAIN = "android.intent.action.MAIN";
  public static final String LAUNCHER = "android.intent.category.LAUNCHER";

  private final List<Manifest.UsesPermission> permissions = new ArrayList<>();
  private final List<Manifest.UsesFeature> features = new ArrayList<>();
  private final List<Component> components = new ArrayList<>();
  private final List<Manifest.MetaData> metaData = new ArrayList<>();
  private ApiBoolean applicationEnabled = ApiBoolean.TRUE;
  private int minSdk = 19;
  private @Nullable String split;
  private @Nullable String sharedUserId;
  private @Nullable String overlayTarget;
  private boolean instrumentation;
  private boolean testOnly;

  public static ManifestBuilder manifest() {
    return new ManifestBuilder();
  }

  public static IntentFilter filter(String action, String... categories) {
    return new IntentFilter(List.of(action), List.of(categories), List.of(), 0);
  }

  public static IntentFilter launcherFilter() {
    return filter(MAIN, LAUNCHER);
  }

  public static IntentFilter launcherFilterWithData(Map<String, String> data) {
    return new IntentFilter(List.of(MAIN), List.of(LAUNCHER), List.of(data), 0);
  }

  public ManifestBuilder permission(String... names) {
    for (String name : names) {
      permissions.add(new Manifest.UsesPermission("android.permission." + name, Integer.MAX_VALUE));
    }
    return this;
  }

  public ManifestBuilder permissionUpTo(String name, int maxSdk) {
    permissions.add(new Manifest.UsesPermission("android.permission." + name, maxSdk));
    return this;
  }

  public ManifestBuilder feature(String name, boolean required) {
    features.add(new Manifest.UsesFeature(name, required));
    return this;
  }

  public ManifestBuilder launcher(String name) {
    return activity(name, ApiBoolean.TRUE, launcherFilter());
  }

  public ManifestBuilder activity(String name, ApiBoolean enabled, IntentFilter... filters) {
    return component(Kind.ACTIVITY, name, null, enabled, null, filters);
  }

  public ManifestBuilder alias(String name, String target, boolean enabled) {
    return component(
        Kind.ACTIVITY_ALIAS, name, target, ApiBoolean.of(enabled), null, launcherFilter());
  }

  public ManifestBuilder component(
      Kind kind,
      String name,
      @Nullable String target,
      ApiBoolean enabled,
      @Nullable String permission,
      IntentFilter... filters) {
    components.add(
        new Component(
            kind,
            PACKAGE + "." + name,
            target == null ? null : PACKAGE + "." + target,
            enabled,
            filters.length > 0,
            permission,
            null,
            null,
            List.of(filters),
            List.of(),
            Map.of()));
    return this;
  }

  /** A receiver with the policies' meta-data. */
  public ManifestBuilder deviceAdmin(String name, @Nullable String permission) {
    components.add(
        new Component(
            Kind.RECEIVER,
            PACKAGE + "." + name,
            null,
            ApiBoolean.TRUE,
            true,
            permission,
            null,
            null,
            List.of(filter("android.app.action.DEVICE_ADMIN_ENABLED")),
            List.of(new Manifest.MetaData("android.app.device_admin", "0x7f0f0000")),
            Map.of()));
    return this;
  }

  public ManifestBuilder sharedUserId(String id) {
    sharedUserId = id;
    return this;
  }

  public ManifestBuilder metaData(String name, String value) {
    metaData.add(new Manifest.MetaData(name, value));
    return this;
  }

  public ManifestBuilder applicationEnabled(boolean enabled) {
    applicationEnabled = ApiBoolean.of(enabled);
    return this;
  }

  public ManifestBuilder minSdk(int api) {
    minSdk = api;
    return this;
  }

  public ManifestBuilder split(String name) {
    split = name;
    return this;
  }

  public ManifestBuilder overlay(String target) {
    overlayTarget = target;
    return this;
  }

  public ManifestBuilder instrumentation() {
    instrumentation = true;
    return this;
  }

  public ManifestBuilder testOnly() {
    testOnly = true;
    return this;
  }

  public Manifest build() {
    return new Manifest(
        PACKAGE,
        7,
        "1.7",
        sharedUserId,
        split,
        minSdk,
        Math.max(minSdk, 33),
        permissions,
        features,
        testOnly,
        instrumentation,
        overlayTarget,
        new Manifest.Application(
            null, "Example", null, applicationEnabled, false, true, components, metaData));
  }
}
