package io.unveil.analyzer.launcher;

import io.unveil.analyzer.facts.AppFacts;
import io.unveil.analyzer.facts.CallFact;
import io.unveil.analyzer.launcher.IconChanges.Certainty;
import io.unveil.analyzer.launcher.IconChanges.Removal;
import io.unveil.analyzer.report.LauncherReport.Visibility;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Manifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads {@link IconChanges} from call facts. Calls are grouped by the method in which their
 * constants are written (the outermost caller): a method that disables one launcher activity and
 * enables another switches icons and hides nothing.
 */
public final class IconChangeReader {
  private static final String SHOW_HIDDEN_ICONS = "show_hidden_icon_apps_enabled";
  private static final String WRITE_SETTINGS = "android.permission.WRITE_SECURE_SETTINGS";

  private final Manifest manifest;
  private final Set<String> launchers;
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final List<Removal> removals = new ArrayList<>();
  private final List<CallFact> policyHidings = new ArrayList<>();
  private final List<ComponentStates> outcomes = new ArrayList<>();
  private boolean hidesSyntheticIcons;

  private IconChangeReader(Manifest manifest) {
    this.manifest = manifest;
    this.launchers =
        LauncherVisibility.launcherActivities(manifest).stream()
            .map(Component::name)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * {@return what the code of {@code facts} does to the icon; nothing when the manifest is
   * unreadable}
   */
  public static IconChanges read(AppFacts facts) {
    Manifest manifest = facts.apk().manifest();
    return manifest == null ? IconChanges.NONE : new IconChangeReader(manifest).read(facts.calls());
  }

  private IconChanges read(List<CallFact> calls) {
    for (CallFact call : calls) {
      switch (call.name()) {
        case "component-enabled-setting" -> componentSetting(call);
        case "application-enabled-setting" -> applicationSetting(call);
        case "device-policy-hidden" -> devicePolicy(call);
        case "application-hidden-setting" -> hiddenSetting(call);
        case "settings-put", "settings-put-hidden-icon" -> hiddenIconSetting(call);
        case "exec" -> shell(call);
        default -> {}
      }
    }
    decideGroups();
    Set<String> disabled = union(groups.values().stream().map(Group::disabled).toList());
    Set<String> enabled = union(groups.values().stream().map(Group::enabled).toList());
    removals.sort(Comparator.comparing(Removal::certainty));
    return new IconChanges(
        removals, policyHidings, outcomes, disabled, enabled, hidesSyntheticIcons);
  }

  private void componentSetting(CallFact call) {
    List<String> states = argument(call, 1);
    boolean disables = states.stream().anyMatch(IconChangeReader::disabledState);
    boolean enables = states.contains("1");
    List<String> named = argument(call, 0).stream().flatMap(n -> qualified(n).stream()).toList();
    List<String> icons = named.stream().filter(launchers::contains).distinct().sorted().toList();
    if (!icons.isEmpty()) {
      Group group = groups.computeIfAbsent(place(call), _ -> new Group());
      if (disables) {
        group.disabled.addAll(icons);
        boolean oneOfSeveral = enables && named.size() > icons.size();
        group.removals.add(new Pending(call, icons, !oneOfSeveral));
      }
      if (enables) {
        group.enabled.addAll(icons);
      }
    } else if (disables && !enables && named.isEmpty() && ownCode(call) && !launchers.isEmpty()) {
      removals.add(
          new Removal(
              call, Certainty.LIKELY, List.of(), "disables a component that did not resolve"));
    }
  }

  private void applicationSetting(CallFact call) {
    if (names(call, 0) && argument(call, 1).stream().anyMatch(IconChangeReader::disabledState)) {
      removals.add(
          new Removal(call, Certainty.PROVEN, List.of(), "disables the whole application"));
      outcomes.add(new ComponentStates(Set.of(), Set.of(), true, false));
    }
  }

  private void devicePolicy(CallFact call) {
    List<String> hidden = argument(call, 2);
    if (names(call, 1) && (hidden.contains("1") || hidden.contains("true"))) {
      policyHidings.add(call);
      outcomes.add(new ComponentStates(Set.of(), Set.of(), false, true));
    }
  }

  private void hiddenSetting(CallFact call) {
    List<String> hidden = argument(call, 1);
    if (names(call, 0) && (hidden.contains("1") || hidden.contains("true"))) {
      policyHidings.add(call);
      outcomes.add(new ComponentStates(Set.of(), Set.of(), false, true));
    }
  }

  /** Works with root only; {@code pm} and {@code settings} are the tools of Android's shell. */
  private void shell(CallFact call) {
    for (String command : argument(call, 0)) {
      boolean setting = command.contains("settings put global " + SHOW_HIDDEN_ICONS + " 0");
      boolean hides = command.contains("pm hide ") && command.contains(manifest.packageName());
      if (setting || hides) {
        policyHidings.add(call);
        if (hides) {
          outcomes.add(new ComponentStates(Set.of(), Set.of(), false, true));
        }
        hidesSyntheticIcons |= setting;
        return;
      }
    }
  }

  private void hiddenIconSetting(CallFact call) {
    if (argument(call, 1).contains(SHOW_HIDDEN_ICONS) && argument(call, 2).contains("0")) {
      policyHidings.add(call);
      hidesSyntheticIcons |= manifest.requests(WRITE_SETTINGS, LauncherVisibility.NEWEST_API);
    }
  }

  private void decideGroups() {
    Set<String> disabled = new TreeSet<>();
    List<Group> hiding = new ArrayList<>();
    for (Group group : groups.values()) {
      if (group.keepsAnother()) {
        outcomes.add(new ComponentStates(group.only(), group.enabled, false, false));
      } else if (group.mayOnlySwitch()) {
        group.removals.forEach(p -> add(p, Certainty.UNCLEAR));
      } else {
        disabled.addAll(group.disabled);
        hiding.add(group);
      }
    }
    ComponentStates after = ComponentStates.disabling(disabled);
    if (disabled.isEmpty() || !takesIconAway(after)) {
      return;
    }
    outcomes.add(after);
    boolean anotherElsewhere =
        groups.values().stream().anyMatch(g -> !disabled.containsAll(g.enabled));
    for (Group group : hiding) {
      for (Pending pending : group.removals) {
        boolean sure = pending.sure && !anotherElsewhere;
        add(pending, sure ? Certainty.PROVEN : Certainty.LIKELY);
      }
    }
  }

  private void add(Pending pending, Certainty certainty) {
    Set<String> again = union(groups.values().stream().map(Group::enabled).toList());
    again.retainAll(pending.icons);
    String note =
        switch (certainty) {
          case PROVEN ->
              again.isEmpty()
                  ? "no launcher activity stays enabled"
                  : "no launcher activity stays enabled; the code can enable it again: a way back"
                      + " in";
          case LIKELY -> "another launcher activity may stay enabled";
          case UNCLEAR -> "the same code enables launcher activities; it may only switch icons";
        };
    removals.add(
        new Removal(
            pending.call,
            certainty,
            pending.icons,
            "disables " + String.join(", ", pending.icons) + "; " + note));
  }

  private boolean takesIconAway(ComponentStates after) {
    return LauncherVisibility.apiLevels(manifest)
        .anyMatch(api -> visible(api, ComponentStates.NONE) && !visible(api, after));
  }

  private boolean visible(int api, ComponentStates states) {
    return LauncherVisibility.of(manifest, api, states, DeviceState.ORDINARY) == Visibility.VISIBLE;
  }

  /**
   * {@code *launch-intent*} stands for the component of the app's own launch intent; other markers
   * are unknown.
   */
  private List<String> qualified(String name) {
    if (name.equals("*launch-intent*")) {
      Component own = LauncherVisibility.launchComponent(manifest);
      return own == null ? List.of() : List.of(own.name());
    }
    if (name.isEmpty() || name.contains("*")) {
      return List.of();
    }
    if (name.startsWith("L") && name.endsWith(";")) {
      return List.of(name.substring(1, name.length() - 1).replace('/', '.'));
    }
    int slash = name.indexOf('/');
    String inPackage = slash < 0 ? manifest.packageName() : name.substring(0, slash);
    String type = name.substring(slash + 1);
    return List.of(type.startsWith(".") ? inPackage + type : type);
  }

  private boolean names(CallFact call, int argument) {
    List<String> packages = argument(call, argument);
    return packages.contains(manifest.packageName()) || packages.contains("*own-package*");
  }

  private static List<String> argument(CallFact call, int index) {
    return index < call.arguments().size() ? call.arguments().get(index) : List.of();
  }

  private static boolean disabledState(String state) {
    return state.equals("2") || state.equals("3") || state.equals("4");
  }

  private static boolean ownCode(CallFact call) {
    return call.site().library() == null;
  }

  private static String place(CallFact call) {
    return call.steps().isEmpty() ? call.site().method() : call.steps().getFirst().site().method();
  }

  private static Set<String> union(Collection<? extends Set<String>> sets) {
    return sets.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
  }

  private record Pending(CallFact call, List<String> icons, boolean sure) {}

  /** The calls whose constants are written in one method. */
  private static final class Group {
    private final Set<String> disabled = new TreeSet<>();
    private final Set<String> enabled = new TreeSet<>();
    private final List<Pending> removals = new ArrayList<>();

    Set<String> disabled() {
      return disabled;
    }

    Set<String> enabled() {
      return enabled;
    }

    Set<String> only() {
      Set<String> only = new TreeSet<>(disabled);
      only.removeAll(enabled);
      return only;
    }

    boolean keepsAnother() {
      return !disabled.containsAll(enabled);
    }

    /**
     * One activity that is both disabled and enabled is hidden and shown, several may be switched.
     */
    boolean mayOnlySwitch() {
      return !enabled.isEmpty() && disabled.size() > 1;
    }
  }
}
