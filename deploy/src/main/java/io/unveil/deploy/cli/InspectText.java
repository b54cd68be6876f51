package io.unveil.deploy.cli;

import io.unveil.deploy.inspect.Inspection;
import io.unveil.unpacker.UnpackedApk;
import io.unveil.unpacker.UnpackedApk.LoadedBy;
import io.unveil.unpacker.anomaly.Refusal;
import io.unveil.unpacker.anomaly.Sighting;
import io.unveil.unpacker.manifest.AppResources;
import io.unveil.unpacker.manifest.DecodedXml;
import io.unveil.unpacker.manifest.Manifest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An {@link Inspection} as a tree of lines. */
final class InspectText {
  private final Inspection inspection;
  private final UnpackedApk apk;
  private final boolean entries;
  private final Block block = new Block();

  InspectText(Inspection inspection, boolean entries) {
    this.inspection = inspection;
    this.apk = inspection.apk();
    this.entries = entries;
  }

  @Override
  public String toString() {
    head();
    installs();
    new SigningText(inspection, block).lines();
    dex();
    inside();
    resources();
    natives();
    anomalies();
    unread();
    if (entries) {
      entries();
    }
    if (inspection.manifest() == null && apk.bundle() != null) {
      block.line(1, "manifest: that of each member; take the members out and inspect them");
    } else {
      block.line(1, "manifest%s", inspection.manifest() == null ? ": none that can be read" : "");
    }
    if (inspection.manifest() != null) {
      element(2, inspection.manifest());
    }
    return block.toString();
  }

  private void head() {
    block.line(0, "%s", inspection.file());
    block.line(
        1, "SHA-256 %s, %,d bytes, %,d entries", apk.sha256(), apk.sizeInBytes(), apk.entryCount());
    Manifest manifest = apk.manifest();
    if (manifest != null) {
      block.line(
          1,
          "package %s, version %s (%d)%s, minSdk %d, targetSdk %d",
          manifest.packageName(),
          or(manifest.versionName(), "unnamed"),
          manifest.versionCode(),
          manifest.split() == null ? "" : ", split " + manifest.split(),
          manifest.minSdk(),
          manifest.targetSdk());
    }
    apk.resources()
        .labels()
        .forEach((qualifiers, label) ->
            block.line(
                1, "label%s \"%s\"", qualifiers.isEmpty() ? "" : " (" + qualifiers + ")", label));
  }

  private void installs() {
    for (Inspection.ApiRange range : inspection.installs()) {
      block.line(
          1,
          "API %s: %s",
          range.fromApi() == range.toApi()
              ? String.valueOf(range.fromApi())
              : range.fromApi() + "–" + range.toApi(),
          range.installs() ? "installs, if the signature is valid (not verified)" : "refused");
      range.reasons().forEach(reason -> block.line(2, "%s", reason));
    }
  }

  private void dex() {
    block.line(1, "DEX files: %d", inspection.dex().size());
    for (Inspection.Dex dex : inspection.dex()) {
      block.line(
          2,
          "%s: version %03d, %,d bytes, %,d classes, %,d method ids, %,d strings, %s",
          dex.name(),
          dex.version(),
          dex.sizeInBytes(),
          dex.classes(),
          dex.methods(),
          dex.strings(),
          loaded(dex.loadedBy()));
      dex.refusals()
          .forEach(
              refusal -> block.line(3, "ART refuses it%s: %s", levels(refusal), refusal.reason()));
    }
    inspection.dexFailures().forEach(failure -> block.line(2, "not read: %s", failure));
  }

  /** Of a rule that all levels have nothing is said. */
  private static String levels(Refusal refusal) {
    if (refusal.toApi() < Refusal.NEWEST_API) {
      return " on API %d–%d"
          .formatted(Math.max(refusal.fromApi(), Refusal.OLDEST_API), refusal.toApi());
    }
    return refusal.fromApi() <= Refusal.OLDEST_API ? "" : " from API " + refusal.fromApi() + " on";
  }

  private static String loaded(LoadedBy by) {
    return switch (by) {
      case ART -> "loaded by Android";
      case CODE -> "loaded by code only, if at all";
      case NOTHING -> "not loaded by anything";
    };
  }

  private void inside() {
    UnpackedApk.Bundle bundle = apk.bundle();
    if (bundle != null) {
      block.line(1, "bundle (%s), identity %s", bundle.format(), bundle.identity());
      for (UnpackedApk.Member member : bundle.members()) {
        block.line(
            2,
            "%s: %s, %,d bytes, SHA-256 %s%s%s",
            member.name(),
            member.split() == null ? "base" : "split " + member.split(),
            member.sizeInBytes(),
            member.sha256(),
            member.belongs()
                ? ""
                : ", does not belong to the app (other package, version or signer): an app of its"
                    + " own",
            member.installable().yes() ? "" : ", refused by Android");
      }
    }
    for (UnpackedApk.Payload payload : apk.payloads()) {
      block.line(
          1,
          "payload %s: %s, %,d bytes%s%s",
          payload.entry(),
          payload.kind().name().toLowerCase(Locale.ROOT),
          payload.sizeInBytes(),
          payload.analysed() ? ", its code is read" : "",
          payload.detail().isEmpty() ? "" : ", " + payload.detail());
    }
    for (UnpackedApk.NestedApk nested : apk.nested()) {
      block.line(
          1,
          "nested APK %s: package %s%s, %,d bytes, SHA-256 %s",
          nested.path(),
          or(nested.packageName(), "unknown"),
          nested.label() == null ? "" : " \"" + nested.label() + "\"",
          nested.sizeInBytes(),
          nested.sha256());
      nested.permissions().forEach(permission -> block.line(2, "asks for %s", permission));
      nested.certificates().forEach(sha256 -> block.line(2, "signed by %s", sha256));
    }
  }

  private void resources() {
    AppResources resources = apk.resources();
    for (AppResources.AccessibilityService service : resources.accessibilityServices()) {
      block.line(
          1,
          "accessibility service %s (%s): events %s, flags %s%s%s",
          service.component(),
          or(service.file(), "no configuration"),
          String.join(" ", service.eventTypes()),
          String.join(" ", service.flags()),
          service.retrievesWindowContent() ? ", reads windows" : "",
          service.performsGestures() ? ", performs gestures" : "");
    }
    for (AppResources.DeviceAdmin admin : resources.deviceAdmins()) {
      block.line(
          1,
          "device admin %s (%s): %s",
          admin.component(),
          or(admin.file(), "no configuration"),
          String.join(" ", admin.policies()));
    }
    AppResources.Firebase firebase = resources.firebase();
    if (firebase != null) {
      block.line(
          1,
          "Firebase project %s, application %s, sender %s, database %s, storage %s",
          or(firebase.projectId(), "unknown"),
          or(firebase.applicationId(), "unknown"),
          or(firebase.senderId(), "unknown"),
          or(firebase.databaseUrl(), "none"),
          or(firebase.storageBucket(), "none"));
    }
  }

  private void natives() {
    if (!apk.nativeLibraries().isEmpty()) {
      block.line(1, "native libraries: %d", apk.nativeLibraries().size());
      apk.nativeLibraries().forEach(name -> block.line(2, "%s", name));
    }
  }

  private void anomalies() {
    int count = apk.anomalyCount() + inspection.dexAnomalyCount();
    int kept = apk.anomalies().size() + inspection.dexAnomalies().size();
    block.line(1, "anomalies: %,d", count);
    apk.anomalies().forEach(this::anomaly);
    inspection.dexAnomalies().forEach(this::anomaly);
    if (count > kept) {
      block.line(2, "%,d more are not kept", count - kept);
    }
  }

  private void anomaly(Sighting sighting) {
    block.line(
        2,
        "%s at offset %,d%s: %s",
        sighting.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        sighting.offset(),
        sighting.where().isEmpty() ? "" : " of " + sighting.where(),
        sighting.detail());
  }

  private void unread() {
    List<String> incomplete = apk.incomplete();
    if (incomplete.isEmpty() && inspection.dexFailures().isEmpty()) {
      block.line(1, "everything was read");
    } else if (!incomplete.isEmpty()) {
      block.line(1, "not read:");
    }
    incomplete.forEach(sentence -> block.line(2, "%s", sentence));
    LimitText.hits(block, inspection.limits());
  }

  private void entries() {
    block.line(1, "entries: method, compressed bytes, declared bytes, data offset, name");
    for (Inspection.Entry entry : inspection.entries()) {
      block.line(
          2,
          "%5d %,12d %,12d %,12d %s%s",
          entry.method(),
          entry.compressedBytes(),
          entry.declaredBytes(),
          entry.dataOffset(),
          entry.name(),
          entry.readable() ? "" : " (Android does not read it)");
    }
  }

  /** Recursion is as deep as the XML reader allows. */
  private void element(int depth, DecodedXml element) {
    block.line(depth, "<%s>", element.tag());
    for (DecodedXml.Attribute attribute : element.attributes()) {
      block.line(depth + 2, "%s=\"%s\"", attribute.name(), attribute.value());
    }
    element.children().forEach(child -> element(depth + 1, child));
  }

  private static String or(@Nullable String value, String absent) {
    return value == null ? absent : value;
  }
}
