package io.unveil.analyzer.launcher;

import static io.unveil.analyzer.facts.ManifestBuilder.LAUNCHER;
import static io.unveil.analyzer.facts.ManifestBuilder.MAIN;
import static io.unveil.analyzer.facts.ManifestBuilder.filter;
import static io.unveil.analyzer.facts.ManifestBuilder.launcherFilter;
import static io.unveil.analyzer.facts.ManifestBuilder.launcherFilterWithData;
import static io.unveil.analyzer.facts.ManifestBuilder.manifest;
import static io.unveil.analyzer.report.LauncherReport.Visibility.HIDDEN;
import static io.unveil.analyzer.report.LauncherReport.Visibility.SYNTHETIC;
import static io.unveil.analyzer.report.LauncherReport.Visibility.VISIBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.unveil.analyzer.facts.ManifestBuilder;
import io.unveil.analyzer.report.LauncherReport.Visibility;
import io.unveil.unpacker.manifest.ApiBoolean;
import io.unveil.unpacker.manifest.Component.IntentFilter;
import io.unveil.unpacker.manifest.Component.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class LauncherVisibilityTest {
  private static final String MAIN_ACTIVITY = ManifestBuilder.PACKAGE + ".Main";
  private static final ComponentStates NONE = ComponentStates.NONE;
  private static final ComponentStates MAIN_OFF = ComponentStates.disabling(Set.of(MAIN_ACTIVITY));
  private static final DeviceState PHONE = DeviceState.ORDINARY;

  private static ManifestBuilder app() {
    return manifest().permission("READ_SMS");
  }

  private static ManifestBuilder withFilter(IntentFilter filter) {
    return app().activity("Main", ApiBoolean.TRUE, filter);
  }

  static Stream<Arguments> truthTable() {
    ApiBoolean until28 = new ApiBoolean(Map.of(0, true, 29, false));
    return Stream.of(
        arguments("ordinary app", app().launcher("Main"), NONE, PHONE, VISIBLE, VISIBLE),
        arguments(
            "disabled at run time", app().launcher("Main"), MAIN_OFF, PHONE, HIDDEN, SYNTHETIC),
        arguments("no launcher activity", withFilter(filter(MAIN)), NONE, PHONE, HIDDEN, HIDDEN),
        arguments(
            "leanback only",
            withFilter(filter(MAIN, "android.intent.category.LEANBACK_LAUNCHER")),
            NONE,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "info only",
            withFilter(filter(MAIN, "android.intent.category.INFO")),
            NONE,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "home only",
            withFilter(
                filter(MAIN, "android.intent.category.HOME", "android.intent.category.DEFAULT")),
            NONE,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "launcher category without MAIN",
            withFilter(filter("android.intent.action.VIEW", LAUNCHER)),
            NONE,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "leanback beside launcher",
            withFilter(filter(MAIN, LAUNCHER, "android.intent.category.LEANBACK_LAUNCHER")),
            NONE,
            PHONE,
            VISIBLE,
            VISIBLE),
        arguments(
            "filter with scheme and host",
            withFilter(launcherFilterWithData(Map.of("scheme", "https", "host", "example.org"))),
            NONE,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "filter with MIME type",
            withFilter(launcherFilterWithData(Map.of("mimeType", "text/plain"))),
            NONE,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "filter with host but no scheme, which means nothing",
            withFilter(launcherFilterWithData(Map.of("host", "example.org"))),
            NONE,
            PHONE,
            VISIBLE,
            VISIBLE),
        arguments(
            "filter with the empty scheme",
            withFilter(launcherFilterWithData(Map.of("scheme", ""))),
            NONE,
            PHONE,
            VISIBLE,
            VISIBLE),
        arguments(
            "filter with the empty scheme and a host",
            withFilter(launcherFilterWithData(Map.of("scheme", "", "host", "example.org"))),
            NONE,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "second filter without data",
            app()
                .activity(
                    "Main",
                    ApiBoolean.TRUE,
                    launcherFilterWithData(Map.of("scheme", "https")),
                    launcherFilter()),
            NONE,
            PHONE,
            VISIBLE,
            VISIBLE),
        arguments(
            "disabled in the manifest",
            app().activity("Main", ApiBoolean.FALSE, launcherFilter()),
            NONE,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "disabled in the manifest from API 29 on",
            app().activity("Main", until28, launcherFilter()),
            NONE,
            PHONE,
            VISIBLE,
            HIDDEN),
        arguments(
            "disabled in the manifest, enabled by code",
            app().activity("Main", ApiBoolean.FALSE, launcherFilter()),
            new ComponentStates(Set.of(), Set.of(MAIN_ACTIVITY), false, false),
            PHONE,
            VISIBLE,
            VISIBLE),
        arguments(
            "application disabled in the manifest",
            app().launcher("Main").applicationEnabled(false),
            NONE,
            PHONE,
            HIDDEN,
            SYNTHETIC),
        arguments(
            "application disabled by code",
            app().launcher("Main"),
            new ComponentStates(Set.of(), Set.of(MAIN_ACTIVITY), true, false),
            PHONE,
            HIDDEN,
            SYNTHETIC),
        arguments(
            "no permission, disabled at run time",
            manifest().launcher("Main"),
            MAIN_OFF,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "only a permission that newer versions ignore, disabled at run time",
            manifest().permissionUpTo("READ_SMS", 28).launcher("Main"),
            MAIN_OFF,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "device owner, disabled at run time",
            app().launcher("Main"),
            MAIN_OFF,
            new DeviceState(false, true, false, false, true),
            HIDDEN,
            HIDDEN),
        arguments(
            "managed profile, disabled at run time",
            app().launcher("Main"),
            MAIN_OFF,
            new DeviceState(false, false, true, false, true),
            HIDDEN,
            HIDDEN),
        arguments(
            "profile admin, disabled at run time",
            app().launcher("Main"),
            MAIN_OFF,
            new DeviceState(false, false, false, true, true),
            HIDDEN,
            HIDDEN),
        arguments(
            "system app, disabled at run time",
            app().launcher("Main"),
            MAIN_OFF,
            new DeviceState(true, false, false, false, true),
            HIDDEN,
            HIDDEN),
        arguments(
            "system app with an icon",
            app().launcher("Main"),
            NONE,
            new DeviceState(true, false, false, false, true),
            VISIBLE,
            VISIBLE),
        arguments(
            "hidden-icon setting 0, disabled at run time",
            app().launcher("Main"),
            MAIN_OFF,
            new DeviceState(false, false, false, false, false),
            HIDDEN,
            HIDDEN),
        arguments(
            "hidden by device policy",
            app().launcher("Main"),
            new ComponentStates(Set.of(), Set.of(), false, true),
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "target disabled, alias stays",
            app().launcher("Main").alias("Icon", "Main", true),
            MAIN_OFF,
            PHONE,
            VISIBLE,
            VISIBLE),
        arguments(
            "alias disabled by code, the only icon",
            app().activity("Main", ApiBoolean.TRUE).alias("Icon", "Main", true),
            ComponentStates.disabling(Set.of(ManifestBuilder.PACKAGE + ".Icon")),
            PHONE,
            HIDDEN,
            SYNTHETIC),
        arguments(
            "alternate icon: one alias disabled, the other enabled",
            app()
                .activity("Main", ApiBoolean.TRUE)
                .alias("Red", "Main", true)
                .alias("Blue", "Main", false),
            new ComponentStates(
                Set.of(ManifestBuilder.PACKAGE + ".Red"),
                Set.of(ManifestBuilder.PACKAGE + ".Blue"),
                false,
                false),
            PHONE,
            VISIBLE,
            VISIBLE),
        arguments(
            "alias without its target",
            app().alias("Icon", "Missing", true),
            NONE,
            PHONE,
            HIDDEN,
            HIDDEN),
        arguments(
            "launcher filter on a service",
            app().component(Kind.SERVICE, "Main", null, ApiBoolean.TRUE, null, launcherFilter()),
            NONE,
            PHONE,
            HIDDEN,
            HIDDEN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("truthTable")
  void visibility_followsTheTruthTable(
      String name,
      ManifestBuilder manifest,
      ComponentStates states,
      DeviceState device,
      Visibility upTo28,
      Visibility from29) {
    for (int api = LauncherVisibility.OLDEST_API; api <= LauncherVisibility.NEWEST_API; api++) {
      assertThat(LauncherVisibility.of(manifest.build(), api, states, device))
          .as("%s on API %d", name, api)
          .isEqualTo(api < 29 ? upTo28 : from29);
    }
  }

  @ParameterizedTest
  @MethodSource("apiRanges")
  void apiLevels_areThoseTheAppInstallsOn(int minSdk, List<Integer> firstAndLast) {
    int[] levels = LauncherVisibility.apiLevels(manifest().minSdk(minSdk).build()).toArray();

    assertThat(List.of(levels[0], levels[levels.length - 1])).isEqualTo(firstAndLast);
  }

  static Stream<Arguments> apiRanges() {
    return Stream.of(
        arguments(1, List.of(19, 36)),
        arguments(26, List.of(26, 36)),
        arguments(99, List.of(36, 36)));
  }
}
