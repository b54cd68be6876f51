package io.unveil.unpacker;

import io.unveil.unpacker.BundleReader.Part;
import io.unveil.unpacker.UnpackedApk.Bundle;
import io.unveil.unpacker.UnpackedApk.DexEntry;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.UnpackedApk.Member;
import io.unveil.unpacker.UnpackedApk.NestedApk;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.manifest.Component;
import io.unveil.unpacker.manifest.Manifest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes one app of the members of a bundle as Android's PackageParser does: the base gives
 * everything, splits add the components and {@code <meta-data>} of their {@code <application>}
 * (parseSplitApplication) and their code. Bundles for several devices hold whole variants of the
 * app ({@code standalones/}) and variants of one split; a device gets one of them, so only the
 * first counts as what ART loads.
 */
final class BundleMerge {
  private final ApkUnpacker file;
  private final Limits limits;
  private final List<Part> parts;
  private final NestedReader nested;
  private final String format;
  private final Part base;

  /** The base, then the first of each split that belongs to it. */
  private final List<Part> installed = new ArrayList<>();

  BundleMerge(
      ApkUnpacker file, Limits limits, List<Part> parts, NestedReader nested, String format) {
    this.file = file;
    this.limits = limits;
    this.parts = parts;
    this.nested = nested;
    this.format = format;
    this.base = base(parts);
    installed.add(base);
    Set<String> splits = new HashSet<>();
    for (Part part : parts) {
      String split = part.split();
      if (!part.equals(base) && split != null && part.belongsTo(base) && splits.add(split)) {
        installed.add(part);
      }
    }
  }

  /**
   * The whole APK that most splits belong to, of several the one that is named like a base, then
   * the first; without a whole APK the first one with a manifest.
   */
  private static Part base(List<Part> parts) {
    return parts.stream()
        .max(
            Comparator.comparing(Part::isWhole)
                .thenComparing(part -> part.apk().manifest() != null)
                .thenComparingLong(part -> splitsOf(part, parts))
                .thenComparing(part -> !isVariantName(part.name()))
                .thenComparingInt(part -> -parts.indexOf(part)))
        .orElseThrow();
  }

  private static long splitsOf(Part base, List<Part> parts) {
    return parts.stream().filter(p -> p.split() != null && p.belongsTo(base)).count();
  }

  /** Folders of bundletool for devices without splits, and for instant apps. */
  private static boolean isVariantName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("standalone")
        || lower.startsWith("instant/")
        || lower.startsWith("system/")
        || lower.startsWith("universal");
  }

  UnpackedApk merged() {
    UnpackedApk first = base.apk();
    List<Refusal> refusals = new ArrayList<>(first.installable().refusals());
    if (!base.isWhole()) {
      refusals.add(Refusal.always("the bundle has no base APK"));
      file.unread().because("the bundle has no base APK; " + base.name() + " was taken for it");
    }
    List<DexEntry> dexEntries = dexEntries();
    return new UnpackedApk(
        file.bytes().sha256(),
        file.bytes().size(),
        UnpackedApk.Installable.of(refusals),
        manifest(),
        resources(),
        dexEntries,
        nested.payloads(),
        Stream.concat(strangers(), nested.apks().stream()).toList(),
        new Bundle(identity(), format, parts.stream().map(this::member).toList()),
        installed.stream().flatMap(p -> p.apk().nativeLibraries().stream()).distinct().toList(),
        first.signing(),
        file.sightings().inFileOrder(),
        file.sightings().count(),
        file.archive().entries().size(),
        file.unread().limits(),
        file.unread().sentences());
  }

  /**
   * Members that do not belong to the app are apps of their own, which somebody may install: what
   * their code does is weighed by their permissions, as that of any APK inside another.
   */
  private Stream<NestedApk> strangers() {
    return parts.stream()
        .filter(part -> !part.equals(base) && !part.belongsTo(base))
        .map(part -> NestedReader.described(part.name(), 1, part.apk()));
  }

  private @Nullable Manifest manifest() {
    Manifest own = base.apk().manifest();
    if (own == null || installed.size() == 1) {
      return own;
    }
    Manifest.Application app = own.application();
    List<Component> components = new ArrayList<>(app.components());
    List<Manifest.MetaData> metaData = new ArrayList<>(app.metaData());
    for (Part part : installed.subList(1, installed.size())) {
      Manifest split = part.apk().manifest();
      if (split != null) {
        components.addAll(split.application().components());
        metaData.addAll(split.application().metaData());
      }
    }
    return new Manifest(
        own.packageName(),
        own.versionCode(),
        own.versionName(),
        own.sharedUserId(),
        own.split(),
        own.minSdk(),
        own.targetSdk(),
        own.permissions(),
        own.features(),
        own.testOnly(),
        own.instrumentation(),
        own.overlayTarget(),
        new Manifest.Application(
            app.className(),
            app.label(),
            app.icon(),
            app.enabled(),
            app.debuggable(),
            app.hasCode(),
            components,
            metaData));
  }

  private AppResources resources() {
    AppResources own = base.apk().resources();
    return new AppResources(
        own.labels(),
        installed.stream()
            .flatMap(p -> p.apk().resources().accessibilityServices().stream())
            .toList(),
        installed.stream().flatMap(p -> p.apk().resources().deviceAdmins().stream()).toList(),
        own.firebase());
  }

  /** Variants mostly hold the same DEX files again; the same compressed bytes are listed once. */
  private List<DexEntry> dexEntries() {
    List<DexEntry> all = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Part part : installed) {
      all.addAll(placed(part, hasCode(part)));
      known.addAll(part.dexDigests());
    }
    for (Part part : parts) {
      if (!installed.contains(part)) {
        List<DexEntry> placed = placed(part, false);
        for (int i = 0; i < placed.size(); i++) {
          if (known.add(part.dexDigests().get(i))) {
            all.add(placed.get(i));
          }
        }
      }
    }
    file.dexEntries().forEach(dex -> all.add(loadedByCode(dex)));
    all.addAll(nested.dexEntries());
    return ApkUnpacker.ordered(all, limits, file.unread());
  }

  /** Android does not install the file around the members. */
  private static DexEntry loadedByCode(DexEntry dex) {
    return new DexEntry(
        dex.name(),
        dex.within(),
        dex.method(),
        dex.dataOffset(),
        dex.compressedBytes(),
        dex.declaredBytes(),
        dex.loadedBy() == LoadedBy.NOTHING ? LoadedBy.NOTHING : LoadedBy.CODE);
  }

  private static boolean hasCode(Part part) {
    Manifest manifest = part.apk().manifest();
    return manifest == null || part.split() == null || manifest.application().hasCode();
  }

  private static List<DexEntry> placed(Part part, boolean loaded) {
    return part.apk().dexEntries().stream()
        .map(dex ->
            new DexEntry(
                NestedReader.joined(part.name(), dex.name()),
                Stream.concat(part.within().stream(), dex.within().stream()).toList(),
                dex.method(),
                dex.dataOffset(),
                dex.compressedBytes(),
                dex.declaredBytes(),
                loaded || dex.loadedBy() == LoadedBy.NOTHING ? dex.loadedBy() : LoadedBy.CODE))
        .toList();
  }

  private Member member(Part part) {
    Manifest manifest = part.apk().manifest();
    return new Member(
        part.name(),
        part.apk().sha256(),
        part.apk().sizeInBytes(),
        manifest == null ? null : manifest.packageName(),
        part.split(),
        part.equals(base) || part.belongsTo(base),
        part.apk().installable());
  }

  private String identity() {
    StringBuilder lines = new StringBuilder();
    parts.stream().map(p -> p.apk().sha256()).sorted().forEach(s -> lines.append(s).append('\n'));
    try {
      byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
